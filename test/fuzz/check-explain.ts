/** Explanations of random programs against what a replay and an exploration say. */
import { LOCK_ORDER } from '../../scheduler/detectors/lock-order.js';
import { explain } from '../../scheduler/explain/explain.js';
import type { Explanation } from '../../scheduler/explain/explanation.js';
import { explore } from '../../scheduler/explore.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import type { Trace } from '../../scheduler/trace.js';

/** Claims that no single execution is blamed for. */
const JUDGED_OVERALL = [LOCK_ORDER, 'irq safety'];

/** Traces of a program that are looked at. */
const MOST = 400;

/** Null: nothing is broken. Else the explanation, and what is wrong with it. */
export function explained(scenario: Scenario): { readonly explanation: Explanation; readonly wrong: string[] } | null {
  const { counterexample, counts, broken, outcome } = explore(scenario, { strategy: 'traces', maxExecutions: MOST });
  if (counterexample === null) return null;
  const { claim, schedule } = counterexample;
  const explanation = explain(scenario, parseSchedule(schedule), { claim, maxTraces: MOST });
  const wrong = wrongWith(scenario, explanation);
  const { proof = null } = explanation.race ?? {};
  if (proof !== null && outcome === 'violated' && counts.strategy === 'traces' && counts.executions < MOST) {
    const shares = [proof.same, proof.reversed, proof.neither];
    const sum = (what: 'traces' | 'broken') => shares.reduce((total, share) => total + share[what], 0);
    if (sum('traces') !== counts.executions) wrong.push(`${sum('traces')} of ${counts.executions} traces`);
    if (sum('broken') !== broken[claim]) wrong.push(`${sum('broken')} of ${broken[claim]} broken traces`);
  }
  return { explanation, wrong };
}

/** What a replay of its schedules does not confirm. */
export function wrongWith(scenario: Scenario, explanation: Explanation): string[] {
  const { claim, message, slice, trace, race, reason, schedule } = explanation;
  const wrong: string[] = [];
  const run = (line: string) => replay(scenario, parseSchedule(line));
  const claims = (line: string) => run(line).findings.map((finding) => finding.claim);
  if (!claims(schedule).includes(claim)) wrong.push('the failing execution does not fail');
  if (slice.schedule === null) {
    const isPart = slice.trace.events.every((event) => trace.events[event.index] === event);
    if (!isPart) wrong.push('the excerpt is none');
  } else {
    const again = run(slice.schedule);
    if (!again.findings.some((finding) => finding.claim === claim && finding.message === message))
      wrong.push('the slice does not fail alone');
    if (again.trace.events.length > trace.events.length) wrong.push('the slice is longer than the whole');
  }
  if (race === null) return reason === null ? [...wrong, 'neither a race nor a reason'] : wrong;
  if (!claims(race.failing.schedule).includes(claim)) wrong.push('beside the passing execution none fails');
  if (race.detour === 0 && race.failing.trace.events.length > trace.events.length) wrong.push('another execution');
  const { passing } = race;
  if (claims(passing.schedule).join() !== passing.besides.join()) wrong.push('the passing execution breaks something');
  if (passing.besides.some((each) => !JUDGED_OVERALL.includes(each))) wrong.push('it breaks something of its own');
  if (!isReversed(explanation)) wrong.push('the order is the same in both');
  return wrong;
}

/** Do the two executions have the race's two steps in different orders, the first of them going before the second by what it does? */
function isReversed({ race }: Explanation): boolean {
  const { kind, first, second, failing, passing } = race!;
  if (kind === 'outcome') return first[0]!.result !== second.result;
  const late = positionOf(failing.trace, second.thread, second.event);
  return first.every(({ thread, event }) => {
    const early = positionOf(failing.trace, thread, event);
    if (second.event !== null && event !== null && !isBefore(failing.trace, event, second.event)) return false;
    const [there, then] = [indexOf(passing.trace, thread, early), indexOf(passing.trace, second.thread, late)];
    return then !== null && (there === null || then < there);
  });
}

/** The event's number among its thread's; of one that is still to come, how many of them there are. */
function positionOf({ events }: Trace, thread: string, index: number | null): number {
  return events.filter((event) => event.thread === thread && (index === null || event.index < index)).length;
}

/** Index of the thread's nth event, from 0. */
function indexOf({ events }: Trace, thread: string, nth: number): number | null {
  return events.filter((event) => event.thread === thread)[nth]?.index ?? null;
}

/** Does the one event happen before the other? */
function isBefore({ events }: Trace, one: number, other: number): boolean {
  const behind = new Set([one]);
  for (const { index, thread, follows } of events) {
    const previous = events.findLast((event) => event.thread === thread && event.index < index);
    if ([...follows, previous?.index ?? -1].some((earlier) => behind.has(earlier))) behind.add(index);
  }
  return behind.has(other);
}
