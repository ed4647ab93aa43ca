/**
 * The critical race: each reversible race of the failing execution is reversed, the rest goes on as it did as far as it
 * can, and what then breaks nothing is a candidate. Outcomes of choices are tried in the same way.
 */
import { Races } from '../races.js';
import type { Session } from '../session.js';
import { goOn, happensBefore, isSameStep, type KeptEvent, keep, performExactly, performStep } from './runs.js';

/** Another order, or another outcome, of a failing execution. */
interface Reversal {
  readonly kind: 'order' | 'outcome';
  /** Indices of what comes first in the failing execution. */
  readonly first: readonly number[];
  /** Index of the second event; the number of events if the thread waits for ever in that step. */
  readonly second: number;
  /** The second event, with its alternative at its new place; of one that never happened the clock of that before it. */
  readonly event: KeptEvent;
}

/** A reversal after which nothing is broken. */
export interface Candidate extends Reversal {
  /** The passing execution as (thread, alternative) pairs. */
  readonly passing: readonly number[];
  /** Index of the second event in it. */
  readonly place: number;
  readonly distance: number;
}

export interface Search {
  /** All events of the failing execution: it was run on to its end. */
  readonly events: readonly KeptEvent[];
  /** Nearest first: the fewest events ordered otherwise, then the latest. Orders before outcomes. */
  readonly candidates: readonly Candidate[];
  /** Reversals that were tried, and that there are. */
  readonly tried: number;
  readonly reversals: number;
}

/**
 * @param failing its events up to the failure
 * @param maxEvents stop when so many have been performed
 */
export function findCandidates(session: Session, failing: readonly KeptEvent[], maxEvents: number): Search {
  const most = session.steps + maxEvents;
  const { events, reversals } = findReversals(session, failing);
  const candidates: Candidate[] = [];
  let tried = 0;
  for (const reversal of reversals) {
    if (session.restartNeeded || session.steps >= most) break;
    tried++;
    const found = reverse(session, events, reversal, failing.length);
    if (found !== null) candidates.push(found);
  }
  return { events, candidates: candidates.sort(nearer), tried, reversals: reversals.length };
}

function nearer(one: Candidate, other: Candidate): number {
  if (one.kind !== other.kind) return one.kind === 'order' ? -1 : 1;
  return one.distance - other.distance || other.first[0]! - one.first[0]! || other.second - one.second;
}

/** What can be reversed of the failing events, which are run on to the end: some of it may be with what comes then. */
function findReversals(session: Session, failing: readonly KeptEvent[]) {
  const races = new Races(session, {});
  const note = () => {
    races.find(path.depth - 1);
    return true;
  };
  session.rewind(0);
  const { path } = session;
  for (const event of failing) if (!performExactly(session, [event]) || !note()) break;
  if (!session.restartNeeded) goOn(session, [], note);
  const events = keep(path);
  const reversals: Reversal[] = [];
  if (session.restartNeeded) return { events, reversals };
  const add = (r: number, second: number, event: KeptEvent) => {
    const first = races.late[r]!;
    if (first[0]! >= failing.length) return; // both come after the failure
    const kind = first[0] === second ? 'outcome' : 'order';
    reversals.push({ kind, first, second, event: { ...event, alternative: races.alternative[r]! } });
  };
  for (const [j, event] of events.entries())
    for (let r = races.start[j]!; r < races.start[j + 1]!; r++) add(r, j, event);
  for (const [thread, { pending = null } = {}] of session.execution.threads.entries()) {
    if (pending?.operation.enabled === undefined || pending.operation.joins !== undefined) continue;
    if (session.execution.isEnabled(thread)) continue;
    const own = events.filter((event) => event.thread === thread);
    const end = races.findBlocked(thread);
    for (let r = races.start[path.depth]!; r < end; r++)
      add(r, path.depth, {
        thread,
        nth: own.length,
        alternative: 0,
        operation: pending.operation,
        object: pending.object?.id ?? -1,
        clock: own.at(-1)?.clock ?? [],
      });
  }
  return { events, reversals };
}

/** Runs it with the second event first. Null if that breaks something or is not possible. */
function reverse(
  session: Session,
  events: readonly KeptEvent[],
  reversal: Reversal,
  failing: number,
): Candidate | null {
  const { first, second, event } = reversal;
  const isLate = (k: number) => first.some((late) => late <= k && happensBefore(events[late]!, events[k]!));
  const isBehind = (k: number) => (event.clock[events[k]!.thread] ?? 0) > events[k]!.nth;
  const others = [...events.keys()].filter((k) => k !== second);
  const early = others.filter((k) => k < first[0]! || !isLate(k));
  // Only what the second event follows from goes before it; all that can, if without the rest it would have to wait.
  for (const head of [early.filter((k) => k < first[0]! || isBehind(k)), early]) {
    session.rewind(0);
    if (!performExactly(session, pick(head)) || !performStep(session, event)) {
      if (session.restartNeeded) return null;
      continue;
    }
    const place = head.length;
    const isClean = () => session.findings.length === 0;
    if (isClean()) goOn(session, pick(others.filter((k) => !head.includes(k))), isClean);
    if (session.restartNeeded || !isClean()) return null;
    const distance = distanceTo(keep(session.path), events.slice(0, failing));
    return { ...reversal, passing: session.path.events(), place, distance };
  }
  return null;

  function pick(indices: readonly number[]): KeptEvent[] {
    return indices.map((k) => events[k]!);
  }
}

/** Events of the failing execution that the passing one does not have, or orders otherwise with an earlier one. */
function distanceTo(passing: readonly KeptEvent[], failing: readonly KeptEvent[]): number {
  const twins = failing.map((event) => {
    const twin = passing.find(({ thread, nth }) => thread === event.thread && nth === event.nth);
    return twin !== undefined && isSameStep(twin, event) ? twin : null;
  });
  return failing.filter((event, k) => {
    const twin = twins[k]!;
    if (twin === null) return true;
    return failing.some((earlier, i) => {
      if (i >= k || twins[i] === null || !happensBefore(earlier, event)) return false;
      return earlier.thread !== event.thread && happensBefore(twin, twins[i]!);
    });
  }).length;
}
