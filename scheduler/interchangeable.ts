/**
 * What is interchangeable in a scenario, as it declares, and the test of that: a random execution and the same one
 * with two members of a group exchanged must go alike to the end.
 */
import { Execution, type Shared } from './execution.js';
import { ScalarId, SharedObject } from './object.js';
import type { Scenario } from './scenario.js';
import { compareOn, type Mirror } from './twins.js';

/** What was declared interchangeable is not; the message says how that showed. */
export class SymmetryError extends Error {
  /** @internal */
  override readonly name = 'SymmetryError';
}

/** One of a group: what goes together, in the same order as in every other member of the group. */
export interface Member {
  /** Indices; at least one thread or scalar. */
  readonly names: readonly number[];
  /** Those of the names that are threads. */
  readonly threads: readonly number[];
  /** Ids of the shared objects that belong to it. */
  readonly objects: readonly number[];
}

/** At least two members, that of the lowest index first. */
export type Group = readonly Member[];

/** Random executions that each pair of neighbours in a group has to pass. */
const TRIALS = 12;

const tested = new WeakSet<Shared>();

/** What the scenario declares. Throws SymmetryError if that is false. */
export function interchangeable(shared: Shared): Group[] {
  const { scenario } = shared;
  const { booted, threads } = new Execution(shared);
  const seen = new Set<unknown>();
  const groups: Group[] = [];
  const titles = new Map<Member, string>();
  for (const declared of booted.interchangeable ?? []) {
    const group = declared.map((each): Member => {
      const parts = typeof each === 'string' ? [each] : each;
      const title = parts.length > 0 && parts[0] instanceof SharedObject ? parts[0].name : String(parts[0]);
      const member = { names: [] as number[], threads: [] as number[], objects: [] as number[] };
      for (const part of parts) {
        if (seen.has(part)) throw refused(scenario, [title], `${String(part)} is named twice`);
        seen.add(part);
        if (part instanceof SharedObject) member.objects.push(part.id);
        else if (part instanceof ScalarId) member.names.push(part.index);
        else {
          const index = threads.findIndex((thread) => thread!.name === part);
          if (index < 0) throw refused(scenario, [title], `there is no thread ${part}`);
          member.names.push(index);
          member.threads.push(index);
        }
      }
      if (member.names.length === 0) throw refused(scenario, [title], 'this is no thread and no scalar');
      titles.set(member, title);
      return member;
    });
    const shapes = new Set(group.map((each) => [each.names.length, each.threads.length, each.objects.length].join()));
    if (shapes.size > 1)
      throw refused(
        scenario,
        group.map((each) => titles.get(each)!),
        'they have different parts',
      );
    // Scalars are numbered from the top down.
    const rank = ({ names: [first] }: Member) => (group[0]!.threads.length > 0 ? first! : -first!);
    if (group.length > 1) groups.push(group.sort((one, other) => rank(one) - rank(other)));
  }
  if (tested.has(shared)) return groups;
  for (const group of groups)
    for (let k = 1; k < group.length; k++) {
      const [one, other] = [group[k - 1]!, group[k]!];
      const pair = [titles.get(one)!, titles.get(other)!];
      for (let trial = 0; trial < TRIALS; trial++) testExchange(shared, one, other, pair, `symmetry ${trial}`);
    }
  tested.add(shared);
  return groups;
}

function refused({ name }: Scenario, titles: readonly string[], why: string): SymmetryError {
  return new SymmetryError(
    `${name}: ${titles.join(' and ')} are declared interchangeable, but ${why}. ` +
      'Correct boot().interchangeable, or name threads in shared data by their ThreadId and the rest by a ScalarId',
  );
}

/** One random execution and its mirror image with the two members exchanged. */
function testExchange(shared: Shared, one: Member, other: Member, titles: readonly string[], seed: string): void {
  const mirror: Mirror = {
    name: exchange(one.names, other.names),
    object: exchange(one.objects, other.objects),
  };
  const { scenario } = shared;
  const executions = [new Execution(shared), new Execution(shared)] as const;
  const difference = compareOn(scenario, ...executions, mirror, { seed, bound: scenario.stepBound ?? 1_000 });
  if (difference === null) return;
  const { events, who, first, second } = difference;
  throw refused(scenario, titles, `after ${events} events ${who} ${first} in one order and ${second} in the other`);
}

function exchange(some: readonly number[], others: readonly number[]): (index: number) => number {
  const pairs = new Map<number, number>();
  for (const [k, one] of some.entries()) pairs.set(one, others[k]!).set(others[k]!, one);
  return (index) => pairs.get(index) ?? index;
}

/** How a world looks in which each name became `rename` of it, and what belongs to a name went with it. */
export function mirrorOf(groups: readonly Group[], rename: (name: number) => number): Mirror {
  const objects = new Map<number, number>();
  for (const group of groups)
    for (const member of group) {
      const there = group.find((each) => each.names[0] === rename(member.names[0]!))!;
      for (const [k, object] of member.objects.entries()) objects.set(object, there.objects[k]!);
    }
  return { name: rename, object: (id) => objects.get(id) ?? id };
}
