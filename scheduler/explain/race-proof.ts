/** Cause or coincidence: the claim in all traces of the scenario, by the order of the two steps of a race. */
import type { Path } from '../path.js';
import type { Session } from '../session.js';
import { OptimalDpor } from '../strategies/optimal-dpor.js';
import type { Candidate, Search } from './critical-race.js';
import type { RaceProof } from './explanation.js';
import { isSameStep, type KeptEvent } from './runs.js';

/** A step that can be found in any execution: the thread's so-manieth of its kind. */
interface Mark extends Pick<KeptEvent, 'thread' | 'operation' | 'object'> {
  readonly occurrence: number;
}

type Tally = { readonly [kind in keyof RaceProof]: { traces: number; broken: number } };

/**
 * Explores everything once, for all candidates. Null if there are more traces than that; ends where the session learns
 * something, which it then says.
 */
export function decide(
  session: Session,
  { events, candidates }: Pick<Search, 'events' | 'candidates'>,
  claim: string,
  maxTraces: number,
): readonly RaceProof[] | null {
  const marks = candidates.map(({ first, second, event }) => ({
    first: first.map((k) => markOf(events, events[k]!, k)),
    second: markOf(events, event, second),
  }));
  let tallies: Tally[] = [];
  let beginning = -1;
  let traces = 0;
  const isComplete = new OptimalDpor(session).explore(() => {
    if (session.beginnings !== beginning) {
      beginning = session.beginnings;
      tallies = candidates.map(() => ({ same: none(), reversed: none(), neither: none() }));
      traces = 0;
    }
    if (++traces > maxTraces) return false;
    const isBroken = session.findings.some((found) => found.claim === claim);
    for (const [c, { first, second }] of marks.entries()) {
      const share = tallies[c]![orderOf(session, candidates[c]!, first, second)];
      share.traces++;
      if (isBroken) share.broken++;
    }
    return true;
  });
  return isComplete ? tallies : null;
}

function none() {
  return { traces: 0, broken: 0 };
}

function markOf(events: readonly KeptEvent[], event: KeptEvent, index: number): Mark {
  const { thread, operation, object } = event;
  const before = events.slice(0, index).filter((each) => each.thread === thread && isSameStep(each, event));
  return { thread, operation, object, occurrence: before.length };
}

/** Index of the event in the path, or -1. */
function find(path: Path, mark: Mark): number {
  let left = mark.occurrence;
  for (let k = 0; k < path.depth; k++) {
    if (path.thread[k] !== mark.thread) continue;
    if (isSameStep({ operation: path.operation[k]!, object: path.object[k]! }, mark) && left-- === 0) return k;
  }
  return -1;
}

function orderOf(session: Session, { kind, event }: Candidate, first: readonly Mark[], second: Mark): keyof RaceProof {
  const { path, execution } = session;
  const late = find(path, second);
  if (kind === 'outcome') {
    if (late < 0) return 'neither';
    return path.alternative[late] === event.alternative ? 'reversed' : 'same';
  }
  const places = first.map((mark) => find(path, mark));
  if (places.some((place) => place < 0)) return 'neither';
  if (late < 0) {
    const pending = execution.threads[second.thread]?.pending;
    const isWaiting = pending != null && isSameStep({ ...pending, object: pending.object?.id ?? -1 }, second);
    return isWaiting ? 'same' : 'neither';
  }
  if (places.some((place) => path.happensBefore(place, late))) return 'same';
  return places.every((place) => path.happensBefore(late, place)) ? 'reversed' : 'neither';
}
