/**
 * The causal slice: which events the failure follows from. These are a beginning of each thread. Where the failure shows
 * at an event, threads are cut shorter as long as the same failure is seen when the rest is run.
 */
import { DEADLOCK, stuckThreads } from '../detectors/deadlock.js';
import { FORGOTTEN_UNLOCK, holdsLocks } from '../detectors/forgotten-unlock.js';
import type { Finding } from '../findings.js';
import { ask } from '../property.js';
import type { Session } from '../session.js';
import { type KeptEvent, performExactly } from './runs.js';

/**
 * How many events of each thread the failure follows from; null if it is not known to follow from some more than from others.
 * @param session at the end of the failing execution
 */
export function eventsBehind(session: Session, { claim, at }: Finding): number[] | null {
  const { path } = session;
  const { stride, depth } = path;
  if (at < depth) return at < 0 ? Array.from({ length: stride }, () => 0) : clockOf(at);
  const roots = claim === DEADLOCK ? waits() : claim === FORGOTTEN_UNLOCK ? holders() : readByClaim();
  if (roots === null) return null;
  const clocks = roots.map(clockOf);
  return Array.from({ length: stride }, (_, p) => Math.max(0, ...clocks.map((clock) => clock[p]!)));

  function clockOf(event: number): number[] {
    return [...path.clocks.subarray(event * stride, (event + 1) * stride)];
  }

  function lastEventOf(thread: number): number[] {
    const count = path.counts[depth * stride + thread]!;
    return count === 0 ? [] : [path.eventAt[thread]![count - 1]!];
  }

  function conflicting(footprint: number): number[] {
    return Array.from({ length: depth }, (_, k) => k).filter((k) =>
      path.footprints.conflict(path.footprint[k]!, footprint),
    );
  }

  /** Where the threads that wait came to do so, and what touched what they wait on. */
  function waits(): number[] {
    return stuckThreads(session.execution).flatMap(({ index }) => [
      ...lastEventOf(index),
      ...conflicting(session.waitFootprint(index)),
    ]);
  }

  function holders(): number[] {
    const { context, threads } = session.execution;
    return [...threads.keys()].filter((thread) => holdsLocks(context, thread)).flatMap(lastEventOf);
  }

  /** What wrote anything that the claim reads. */
  function readByClaim(): number[] | null {
    const { scenario, execution } = session;
    const { context } = execution;
    const property = scenario.properties?.find(({ name, mode }) => name === claim && mode === 'atEnd');
    if (property === undefined) return null;
    execution.activate();
    context.length = 0;
    context.recording = true;
    try {
      ask(property, execution.booted.world);
    } finally {
      context.recording = false;
    }
    return conflicting(path.footprints.intern(context.accesses, context.length));
  }
}

/** Those of the events that are among the first so many of their thread. */
export function within(events: readonly KeptEvent[], counts: readonly number[]): KeptEvent[] {
  return events.filter(({ thread, nth }) => nth < counts[thread]!);
}

/**
 * The fewest events of each thread, one thread after another, that break the claim at their last event when nothing else
 * is run; null if not even all of them do. Leaves the session somewhere.
 * @param events of the failing execution
 * @param counts how many of them the failure follows from, by thread
 * @param maxEvents no more is cut off when so many have been performed
 */
export function shortest(
  session: Session,
  events: readonly KeptEvent[],
  counts: readonly number[],
  { claim, message, at }: Finding,
  maxEvents: number,
): readonly number[] | null {
  const most = session.steps + maxEvents;
  const fails = (tried: readonly number[]): boolean => {
    const slice = within(events, tried);
    session.rewind(0);
    if (!performExactly(session, slice)) return false;
    return session.findings.some(
      (found) => found.claim === claim && found.message === message && found.at === slice.length - 1,
    );
  };
  if (!fails(counts)) return null;
  let best = counts;
  const failing = events[at]!.thread;
  for (const [thread, count] of counts.entries()) {
    if (thread === failing) continue;
    for (let fewer = 0; fewer < count && !session.restartNeeded && session.steps < most; fewer++) {
      const tried = best.map((each, p) => (p === thread ? fewer : each));
      if (!fails(tried)) continue;
      best = tried;
      break;
    }
  }
  return best;
}
