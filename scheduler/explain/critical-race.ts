/**
 * The critical race: each reversible race of the failing execution is reversed, the rest goes on as it did as far as it
 * can, and what then breaks nothing is a candidate. Outcomes of choices are tried in the same way.
 */
import { replay } from '../replay.js';
import { printSchedule } from '../schedule.js';
import type { Session } from '../session.js';
import type { CriticalRace } from './explanation.js';
import { findReversals, type Reversal, reverse } from './reversals.js';
import { happensBefore, isSameStep, type KeptEvent, keep, scheduled } from './runs.js';

/** A failing execution beside which passing ones are looked for. */
interface Failing {
  /** Its events up to the failure. */
  readonly events: readonly KeptEvent[];
  /** Races that were reversed, one after another, on the way to it; after each the claim was still broken. */
  readonly detour: number;
}

/** A reversal after which nothing is broken. */
export interface Candidate extends Reversal {
  readonly failing: Failing;
  readonly passing: CriticalRace['passing'];
  /** Index of the second event in it. */
  readonly place: number;
  readonly distance: number;
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
  const isOver = () => session.restartNeeded || session.steps >= most;
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  let tried = 0;
  let level: Failing[] = [{ events: failing, detour: 0 }];
  while (level.length > 0 && candidates.length === 0 && !isOver()) {
    const next: Failing[] = [];
    for (const from of level) {
      const reversals = findReversals(session, from.events);
      if (!session.restartNeeded) seen.add(session.path.canonical(from.events.length));
      for (const reversal of reversals) {
        if (isOver()) break;
        tried++;
        const place = reverse(session, reversal);
        if (place === null) continue;
        const { path, findings } = session;
        if (findings.length === 0) {
          const distance = distanceTo(keep(path), from.events);
          candidates.push({ ...reversal, failing: from, passing: passingRun(session), place, distance });
        } else if (findings.some((found) => found.claim === claim) && isNew(path.canonical()))
          next.push({ events: keep(path), detour: from.detour + 1 });
      }
    }
    level = next;
  }
  return { candidates: candidates.sort(nearer), tried, isComplete: !isOver() };

  function isNew(trace: string): boolean {
    return seen.size < seen.add(trace).size;
  }
}

/** The execution at whose end the session is. */
function passingRun(session: Session): CriticalRace['passing'] {
  const schedule = scheduled(session, session.path.events());
  const { trace, findings } = replay(session.scenario, schedule);
  return { schedule: printSchedule(schedule), trace, besides: findings.map(({ claim }) => claim) };
}

function nearer(one: Candidate, other: Candidate): number {
  if (one.kind !== other.kind) return one.kind === 'order' ? -1 : 1;
  return one.distance - other.distance || other.first[0]! - one.first[0]! || other.second - one.second;
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
