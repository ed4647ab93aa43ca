/**
 * Which threads of a scenario are interchangeable, as it declares, and the test of that: a random execution and the
 * same one with two threads exchanged must go alike to the end.
 */
import seedrandom from 'seedrandom';
import { Execution, type Shared } from './execution.js';
import type { Scenario } from './scenario.js';
import type { Renaming } from './states/values.js';
import { textOf } from './states/visit.js';

/** Threads that were declared interchangeable are not; the message says how that showed. */
export class SymmetryError extends Error {
  override readonly name = 'SymmetryError';
}

/** Random executions that each pair of neighbours in a group has to pass. */
const TRIALS = 12;

const tested = new WeakSet<Shared>();

/** Groups of thread indices, ascending. Throws SymmetryError if a declared symmetry is false. */
export function symmetricThreads(shared: Shared): number[][] {
  const { scenario } = shared;
  const { booted, threads } = new Execution(shared);
  const declared = booted.interchangeable ?? [];
  const groups: number[][] = [];
  const seen = new Set<number>();
  for (const names of declared) {
    const group = names.map((name) => {
      const index = threads.findIndex((thread) => thread!.name === name);
      if (index < 0) throw refused(scenario, names, `there is no thread ${name}`);
      if (seen.has(index)) throw refused(scenario, names, `${name} is named twice`);
      seen.add(index);
      return index;
    });
    if (group.length > 1) groups.push(group.sort((a, b) => a - b));
  }
  if (tested.has(shared)) return groups;
  for (const group of groups)
    for (let k = 1; k < group.length; k++)
      for (let trial = 0; trial < TRIALS; trial++) walkBoth(shared, group[k - 1]!, group[k]!, `symmetry ${trial}`);
  tested.add(shared);
  return groups;
}

function refused({ name }: Scenario, names: readonly string[], why: string): SymmetryError {
  return new SymmetryError(
    `${name}: ${names.join(' and ')} are declared interchangeable, but ${why}. ` +
      'Correct boot().interchangeable, or name threads in shared data by their ThreadId',
  );
}

/** One random execution and its mirror image with threads `a` and `b` exchanged. */
function walkBoth(shared: Shared, a: number, b: number, seed: string): void {
  const random = seedrandom.alea(seed);
  const mirror: Renaming = (thread) => (thread === a ? b : thread === b ? a : thread);
  const { scenario } = shared;
  const one = new Execution(shared);
  const other = new Execution(shared);
  const names = [one.threads[a]!.name, one.threads[b]!.name];
  const bound = scenario.stepBound ?? 1_000;
  for (let count = 0; count < bound; count++) {
    const difference = compareMirrored(scenario, one, other, mirror);
    if (difference !== null) throw refused(scenario, names, `after ${count} events ${difference}`);
    const choices: [number, number][] = [];
    one.activate();
    for (let t = 0; t < one.threads.length; t++)
      if (one.isEnabled(t)) for (let k = 0; k < one.alternatives(t); k++) choices.push([t, k]);
    if (choices.length === 0) {
      const broken = claimsBrokenIn(scenario, one, 'atEnd');
      if (broken !== claimsBrokenIn(scenario, other, 'atEnd'))
        throw refused(scenario, names, 'claims break in one order only');
      return;
    }
    const [thread, alternative] = choices[Math.floor(random() * choices.length)]!;
    one.perform(thread, alternative);
    other.activate();
    other.perform(mirror(thread), alternative);
    if (one.spawned >= 0 && mirror(thread) !== thread) throw refused(scenario, names, 'they create threads');
  }
}

/** How the two executions differ although they should be mirror images; null if they do not. */
function compareMirrored(scenario: Scenario, one: Execution, other: Execution, mirror: Renaming): string | null {
  const look = (execution: Execution, t: number) => {
    execution.activate();
    const { name, pending } = execution.threads[t]!;
    const can = execution.isEnabled(t) ? `can go on in ${execution.alternatives(t)} ways` : 'waits';
    const text = pending === null ? 'has ended' : `asks for ${pending.operation.name} and ${can}`;
    return { name, text };
  };
  for (let t = 0; t < one.threads.length; t++) {
    if (one.threads[t] === undefined) continue;
    const mine = look(one, t);
    const its = look(other, mirror(t));
    if (mine.text !== its.text) return `${mine.name} ${mine.text}, but in its place ${its.name} ${its.text}`;
  }
  for (const object of one.context.objects) {
    if (object === undefined) continue;
    const twin = other.context.objects[object.id];
    if (twin === undefined) return 'they create shared objects';
    const mine = textOf(object, mirror);
    const its = textOf(twin, null);
    if (mine !== its) return `${object.name} holds ${mine} in one order and ${its} in the other`;
  }
  for (const what of ['reported', 'failure'] as const) {
    const mine = what === 'failure' ? one.failure : one.context.reported;
    const its = what === 'failure' ? other.failure : other.context.reported;
    if (mine?.name !== its?.name) return `${mine?.name ?? its?.name} breaks in one order only`;
  }
  one.context.reported = null;
  other.context.reported = null;
  const [mine, its] = [claimsBrokenIn(scenario, one, 'always'), claimsBrokenIn(scenario, other, 'always')];
  return mine === its ? null : `"${mine}" breaks in one order and "${its}" in the other`;
}

function claimsBrokenIn(scenario: Scenario, execution: Execution, mode: 'always' | 'atEnd'): string {
  execution.activate();
  const properties = (scenario.properties ?? []).filter(
    (property) => (property.mode === 'atEnd') === (mode === 'atEnd'),
  );
  return properties.flatMap(({ name, check }) => (check(execution.booted.world) === null ? [] : [name])).join(', ');
}
