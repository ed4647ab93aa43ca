/** Two executions that should go alike, the second perhaps under other names: runs both on and compares. */
import seedrandom from 'seedrandom';
import type { Execution } from './execution.js';
import { ask } from './property.js';
import type { Scenario } from './scenario.js';
import { canonical, NoStatesError, type Renaming } from './states/values.js';
import { standsForThread } from './step.js';

/** What stands in the second execution for the names and objects of the first. */
export interface Mirror {
  readonly name: Renaming;
  object(id: number): number;
}

/** Nothing has changed places: then what steps are given is compared too. */
export const SAME: Mirror = { name: (name) => name, object: (id) => id };

/** `who` did or held `first` in one execution and `second` in the other, `events` events after the start. */
export interface Difference {
  readonly events: number;
  readonly who: string;
  readonly first: string;
  readonly second: string;
}

/**
 * Runs both on with the same random choices, to their end or for `bound` events. Null if they go alike: what threads
 * ask for, whether they can go on, what objects hold, and which claims break.
 */
export function compareOn(
  scenario: Scenario,
  one: Execution,
  other: Execution,
  mirror: Mirror,
  { seed, bound }: { readonly seed: string; readonly bound: number },
): Difference | null {
  const random = seedrandom.alea(seed);
  one.context.reported = null;
  other.context.reported = null;
  for (let events = 0; events < bound; events++) {
    const differs = (who: string, first: string, second: string) => ({ events, who, first, second });
    const choices: [number, number][] = [];
    const now = compareNow(one, other, mirror, choices);
    if (now !== null) return { events, ...now };
    const [mine, its] = [
      brokenIn(scenario, one, choices.length === 0),
      brokenIn(scenario, other, choices.length === 0),
    ];
    if (mine !== its)
      return differs(mine === '' ? its : mine, mine === '' ? 'holds' : 'breaks', mine === '' ? 'breaks' : 'holds');
    if (choices.length === 0) return null;
    const [thread, alternative] = choices[Math.floor(random() * choices.length)]!;
    const mirrored = alternativeIn(other, mirror.name(thread), optionOf(one, thread, alternative, mirror.name));
    if (mirrored < 0) {
      const option = `could choose ${optionOf(one, thread, alternative, null)}`;
      return differs(one.threads[thread]!.name, option, 'not its counterpart');
    }
    one.activate();
    one.perform(thread, alternative);
    other.activate();
    other.perform(mirror.name(thread), mirrored);
  }
  return null;
}

/**
 * What differs between the two as they stand, or null: what objects hold, what threads ask for, whether they can go on.
 * @param choices gets every (thread, alternative) that `one` could go on with
 */
export function compareNow(
  one: Execution,
  other: Execution,
  mirror: Mirror,
  choices: [number, number][] = [],
): Omit<Difference, 'events'> | null {
  // Ids of objects that threads create begin far above those of the others: Object.values skips what is between.
  for (const object of Object.values(one.context.objects)) {
    const twin = other.context.objects[mirror.object(object.id)];
    const mine = asText(object.snapshot(), mirror.name);
    const its = twin === undefined ? 'nothing' : asText(twin.snapshot(), null);
    if (mine !== its) return { who: object.name, first: `holds ${mine}`, second: its };
  }
  const most = Math.max(one.threads.length, other.threads.length);
  for (let t = 0; t < most; t++) {
    const [mine, its] = [look(one, t, mirror), look(other, mirror.name(t), null)];
    const isSame = mine.key === its.key && (mirror !== SAME || mine.text === its.text);
    if (!isSame) return { who: mine.name, first: mine.text, second: its.text };
    for (const k of mine.ways) choices.push([t, k]);
  }
  return null;
}

/** Performs the thread's step, which is enabled; what it gave the thread, as text, and what it broke. */
export function outcomeOf(execution: Execution, thread: number, alternative: number): string {
  const { context } = execution;
  const step = execution.threads[thread]!.pending!;
  execution.activate();
  execution.perform(thread, alternative);
  const { reported } = context;
  context.reported = null;
  const broken = execution.failure ?? reported;
  return broken === null ? asText(step.value, null) : `"${broken.name}"`;
}

/** As text; what is no plain data, which only a search over states needs, is all alike. */
function asText(value: unknown, rename: Renaming | null): string {
  try {
    return canonical(value, rename);
  } catch (error) {
    if (error instanceof NoStatesError) return 'no plain data';
    throw error;
  }
}

/** What the thread asks for, and in how many ways it can go on. */
function look(execution: Execution, thread: number, mirror: Mirror | null) {
  const there = execution.threads[thread];
  if (there === undefined) return { name: 'a thread', key: 'absent', text: 'is absent', ways: [] };
  execution.activate();
  const { name, pending } = there;
  if (pending === null) return { name, key: 'ended', text: 'has ended', ways: [] };
  const ways = execution.ways(thread);
  const count = ways.length;
  const can = count === 0 ? 'has to wait' : count === 1 ? 'can go on' : `can go on in ${count} ways`;
  const { operation, object } = pending;
  const id = object === null ? -1 : (mirror?.object(object.id) ?? object.id);
  return { name, key: `${operation.name} ${id} ${count}`, text: `asks for ${pending} and ${can}`, ways };
}

/** What the alternative stands for, as text. */
function optionOf(execution: Execution, thread: number, alternative: number, rename: Renaming | null): string {
  const pending = execution.threads[thread]!.pending!;
  const { operation } = pending;
  if (standsForThread(operation, alternative)) return canonical(execution.idOf(alternative - 1), rename);
  const options = operation.options?.(pending);
  return options === undefined ? String(alternative) : canonical(options[alternative], rename);
}

/** The thread's alternative that stands for this; -1 if none does. */
function alternativeIn(execution: Execution, thread: number, option: string): number {
  return execution.alternatives(thread).find((k) => optionOf(execution, thread, k, null) === option) ?? -1;
}

/** Claims that are broken now, and those that the last event broke. */
function brokenIn({ properties = [] }: Scenario, execution: Execution, isEnd: boolean): string {
  execution.activate();
  const { context, failure, booted } = execution;
  const { reported } = context;
  context.reported = null;
  const names = [reported?.name, failure?.name];
  for (const property of properties)
    if ((property.mode !== 'atEnd' || isEnd) && ask(property, booted.world) !== null) names.push(property.name);
  return names
    .filter((name) => name !== undefined)
    .map((name) => `"${name}"`)
    .join(', ');
}
