/**
 * The critical race: each reversible race of the failing execution is reversed, the rest goes on as it did as far as it
 * can, and what then breaks nothing is a candidate. Outcomes of choices are tried in the same way.
 */
import { Races } from '../races.js';
import { replay } from '../replay.js';
import { printSchedule } from '../schedule.js';
import type { Session } from '../session.js';
import type { CriticalRace } from './explanation.js';
import {
  goOn,
  happensBefore,
  isSameStep,
  type KeptEvent,
  keep,
  performExactly,
  performStep,
  scheduled,
} from './runs.js';

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

/** A failing execution beside which passing ones are looked for. */
interface Failing {
  /** Its events up to the failure. */
  readonly events: readonly KeptEvent[];
  /** Races that were reversed, one after another, on the way to it; after each the claim was still broken. */
  readonly detour: number;
}

/** A reversal after which nothing is broken. */
export interface Candidate extends Reversal {
  readonly passing: CriticalRace['passing'];
  /** Index of the second event in it. */
  readonly place: number;
  readonly distance: number;
  readonly failing: Failing;
  /** All events of the failing execution: it was run on to its end. */
  readonly events: readonly KeptEvent[];
}

export interface Search {
  /** Nearest first: the fewest events ordered otherwise, then the latest. Orders before outcomes. */
  readonly candidates: readonly Candidate[];
  /** Reversals that were tried. */
  readonly tried: number;
  /** False if the search stopped at its bound. */
  readonly isComplete: boolean;
}

/**
 * Passing executions beside the failing one; if there are none, beside the failing ones that a reversal leads to, and so on.
 * @param failing its events up to the failure
 * @param maxEvents stop when so many have been performed
 */
export function findCandidates(
  session: Session,
  failing: readonly KeptEvent[],
  claim: string,
  maxEvents: number,
): Search {
  const most = session.steps + maxEvents;
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  let tried = 0;
  let isComplete = true;
  let level: Failing[] = [{ events: failing, detour: 0 }];
  while (level.length > 0 && candidates.length === 0 && isComplete) {
    const next: Failing[] = [];
    for (const from of level) {
      const { events, reversals } = findReversals(session, from.events);
      for (const reversal of reversals) {
        if (session.restartNeeded || session.steps >= most) {
          isComplete = false;
          break;
        }
        tried++;
        const place = reverse(session, events, reversal);
        if (place === null || session.restartNeeded) continue;
        const { path, findings } = session;
        if (findings.length === 0) {
          const distance = distanceTo(keep(path), events.slice(0, from.events.length));
          const passing = passingRun(session);
          if (passing !== null) candidates.push({ ...reversal, passing, place, distance, failing: from, events });
        } else if (findings.some((found) => found.claim === claim) && isNew(path.canonical()))
          next.push({ events: keep(path), detour: from.detour + 1 });
      }
    }
    level = next;
  }
  return { candidates: candidates.sort(nearer), tried, isComplete };

  function isNew(trace: string): boolean {
    return seen.size < seen.add(trace).size;
  }
}

/** The execution at whose end the session is; null if taken by itself it breaks what is judged over all executions. */
function passingRun(session: Session): CriticalRace['passing'] | null {
  const schedule = scheduled(session, session.path.events());
  const { trace, findings } = replay(session.scenario, schedule);
  return findings.length > 0 ? null : { schedule: printSchedule(schedule), trace };
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

/**
 * Runs it with the second event first, to the end or to the first broken claim. Returns the index of the second event, or
 * null if it cannot come first.
 */
function reverse(session: Session, events: readonly KeptEvent[], { first, second, event }: Reversal): number | null {
  const isLate = (k: number) => first.some((late) => late <= k && happensBefore(events[late]!, events[k]!));
  const isBehind = (k: number) => (event.clock[events[k]!.thread] ?? 0) > events[k]!.nth;
  const others = [...events.keys()].filter((k) => k !== second);
  const early = others.filter((k) => k < first[0]! || !isLate(k));
  // Only what the second event follows from goes before it; all that can, if without the rest it would have to wait.
  for (const head of [early.filter((k) => k < first[0]! || isBehind(k)), early]) {
    session.rewind(0);
    if (performExactly(session, pick(head)) && performStep(session, event)) {
      const isClean = () => session.findings.length === 0;
      if (isClean()) goOn(session, pick(others.filter((k) => !head.includes(k))), isClean);
      return head.length;
    }
    if (session.restartNeeded) return null;
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
