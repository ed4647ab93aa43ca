/** The test that equal states are equal: two ways that lead to one state are run for real, and both on to the end. */
import seedrandom from 'seedrandom';
import { Execution, type Shared } from '../execution.js';
import { type RealWay, real, renaming, textOf, UntrackedStateError, type Visit } from './visit.js';

/**
 * Runs two ways to one state, and then both on with the same choices. Throws UntrackedStateError unless they go alike.
 * @param seed of the choices
 * @param bound most events after the state
 */
export function compareWays(shared: Shared, ways: readonly [RealWay, RealWay], seed: string, bound: number): void {
  const random = seedrandom.alea(seed);
  const [one, other] = ways.map(({ events, realThread }): Visit => {
    const execution = new Execution(shared);
    for (let k = 0; k < events.length; k += 2) execution.perform(events[k]!, events[k + 1]!);
    return { execution, realThread };
  }) as [Visit, Visit];
  for (let count = 0; count < bound; count++) {
    const choices = compareNow(shared.scenario.name, one, other, count);
    if (choices.length === 0) return;
    const [thread, alternative] = choices[Math.floor(random() * choices.length)]!;
    for (const visit of [one, other]) {
      visit.execution.activate();
      visit.execution.perform(real(thread, visit), alternative);
    }
  }
}

/** What could be next, by the search's thread numbers; throws if the two executions are not alike. */
function compareNow(scenario: string, one: Visit, other: Visit, count: number): [number, number][] {
  const choices: [number, number][] = [];
  const later = count === 0 ? 'there' : `${count} ${count === 1 ? 'event' : 'events'} later`;
  const differ = (what: string, first: string, second: string) =>
    new UntrackedStateError(
      scenario,
      `two executions came to the same state, but ${later} ${what} ${first} in one and ${second} in the other`,
    );
  const most = Math.max(one.execution.threads.length, other.execution.threads.length);
  for (let thread = 0; thread < most; thread++) {
    const [mine, its] = [look(one, thread), look(other, thread)];
    if (mine.text !== its.text) throw differ(mine.name, mine.text, its.text);
    for (let alternative = 0; alternative < mine.ways; alternative++) choices.push([thread, alternative]);
  }
  const renamings = [renaming(one), renaming(other)] as const;
  for (const object of one.execution.context.objects) {
    if (object === undefined) continue;
    const twin = other.execution.context.objects[object.id];
    const mine = textOf(object, renamings[0]);
    const its = twin === undefined ? 'nothing' : textOf(twin, renamings[1]);
    if (mine !== its) throw differ(object.name, `holds ${mine}`, its);
  }
  return choices;
}

/** What the thread asks for, and in how many ways it can go on. */
function look(visit: Visit, thread: number): { readonly name: string; readonly text: string; readonly ways: number } {
  const { execution } = visit;
  const self = real(thread, visit);
  const there = execution.threads[self];
  if (there === undefined) return { name: 'a thread', text: 'is absent', ways: 0 };
  execution.activate();
  const { name, pending } = there;
  const ways = execution.isEnabled(self) ? execution.alternatives(self) : 0;
  const can = ways === 0 ? 'has to wait' : ways === 1 ? 'can go on' : `can go on in ${ways} ways`;
  return { name, text: pending === null ? 'has ended' : `asks for ${pending.operation.name} and ${can}`, ways };
}
