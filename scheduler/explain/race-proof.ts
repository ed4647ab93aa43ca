/** Cause or coincidence: the claim in all traces of the scenario, by the order of the two steps of a race. */
import type { Path } from '../path.js';
import type { Session } from '../session.js';
import { OptimalDpor } from '../strategies/optimal-dpor.js';
import type { Candidate } from './critical-race.js';
import type { RaceProof, TraceShare } from './explanation.js';
import { isSameStep, type KeptEvent } from './runs.js';

/** A step that can be found in any execution: the thread's so-manieth of its kind. */
interface Mark extends Pick<KeptEvent, 'thread' | 'operation' | 'object'> {
  readonly occurrence: number;
}

type Tally = { readonly [kind in keyof RaceProof]: { traces: number; broken: number } };

export interface Decision {
  readonly all: TraceShare;
  /** Traces in which no claim at all is broken. */
  readonly passing: number;
  /** Of each candidate. */
  readonly proofs: readonly RaceProof[];
}

/** Explores everything once, for all candidates. Null if there are more traces than that, or more events in them. */
export function decide(
  session: Session,
  candidates: readonly Candidate[],
  claim: string,
  { maxTraces, maxEvents }: { readonly maxTraces: number; readonly maxEvents: number },
): Decision | null {
  const marks = candidates.map(({ events, first, second, event }) => ({
    first: first.map((k) => markOf(events, events[k]!, k)),
    second: markOf(events, event, second),
  }));
  let proofs: Tally[] = [];
  let all = none();
  let passing = 0;
  let beginning = -1;
  const isComplete = new OptimalDpor(session).explore(() => {
    if (session.beginnings !== beginning) {
      beginning = session.beginnings;
      proofs = candidates.map(() => ({ same: none(), reversed: none(), neither: none() }));
      all = none();
      passing = 0;
    }
    if (all.traces === maxTraces || session.steps >= maxEvents) return false;
    const isBroken = session.findings.some((found) => found.claim === claim);
    const count = (share: { traces: number; broken: number }) => {
      share.traces++;
      if (isBroken) share.broken++;
    };
    count(all);
    if (session.findings.length === 0) passing++;
    for (const [c, { first, second }] of marks.entries())
      count(proofs[c]![orderOf(session, candidates[c]!, first, second)]);
    return true;
  });
  return isComplete ? { all, passing, proofs } : null;
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
