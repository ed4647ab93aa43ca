/** What of a failing execution could come in another order, or have another outcome; and running it so. */
import { Races } from '../races.js';
import type { Session } from '../session.js';
import { goOn, happensBefore, type KeptEvent, keep, performExactly, performStep } from './runs.js';

/** Another order, or another outcome, of a failing execution. */
export interface Reversal {
  readonly kind: 'order' | 'outcome';
  /** The execution: the events up to the failure, and how it goes on from there. */
  readonly events: readonly KeptEvent[];
  /** Indices of what comes first. */
  readonly first: readonly number[];
  /** Index of the second event; the number of events if the thread waits for ever in that step. */
  readonly second: number;
  /** The second event, with its alternative at its new place; of one that never happened the clock of that before it. */
  readonly event: KeptEvent;
}

/**
 * The reversals that change something up to the failure. What would have come next can come before it too: so the execution
 * is run on to its end, with each thread in turn going first.
 * @param failing the events up to the failure
 */
export function findReversals(session: Session, failing: readonly KeptEvent[]): Reversal[] {
  const found = new Map<string, Reversal>();
  for (let thread = 0, threads = 1; thread < threads && !session.restartNeeded; thread++) {
    const races = runOn(session, failing, thread);
    threads = session.execution.threads.length;
    if (races === null) continue;
    for (const reversal of reversalsOf(session, races)) {
      if (reversal.first[0]! >= failing.length) continue; // both come after the failure
      const { nth, alternative, thread: late } = reversal.event;
      const key = `${reversal.first.join()} ${late} ${nth} ${alternative}`;
      if (!found.has(key)) found.set(key, reversal);
    }
  }
  return [...found.values()];
}

/** The races of the execution in which this thread goes on first after the failure; null if it cannot, but another can. */
function runOn(session: Session, failing: readonly KeptEvent[], thread: number): Races | null {
  const races = new Races(session, {});
  session.rewind(0);
  const { path, execution } = session;
  const note = () => {
    races.find(path.depth - 1);
    return true;
  };
  for (const event of failing) if (!performExactly(session, [event]) || !note()) break;
  if (session.restartNeeded) return null;
  const isOver = session.choices().length === 0;
  if (isOver ? thread > 0 : !execution.isEnabled(thread)) return null;
  if (!isOver && !session.isAtStepBound()) {
    session.step(thread, execution.alternatives(thread)[0]!);
    if (!session.restartNeeded && note()) goOn(session, [], note);
  }
  return session.restartNeeded ? null : races;
}

/** @param races of the session's execution */
function reversalsOf(session: Session, races: Races): Reversal[] {
  const { path, execution } = session;
  const events = keep(path);
  const found: Reversal[] = [];
  const add = (r: number, second: number, event: KeptEvent) => {
    const first = races.late[r]!;
    const kind = first[0] === second ? 'outcome' : 'order';
    found.push({ kind, events, first, second, event: { ...event, alternative: races.alternative[r]! } });
  };
  for (const [j, event] of events.entries())
    for (let r = races.start[j]!; r < races.start[j + 1]!; r++) add(r, j, event);
  for (const [thread, { pending = null } = {}] of execution.threads.entries()) {
    if (pending?.operation.enabled === undefined || pending.operation.joins !== undefined) continue;
    if (execution.isEnabled(thread)) continue; // cut off by the step bound
    const own = events.filter((event) => event.thread === thread);
    const { operation, object } = pending;
    const clock = own.at(-1)?.clock ?? [];
    const event = { thread, nth: own.length, alternative: 0, operation, object: object?.id ?? -1, clock };
    const end = races.findBlocked(thread);
    for (let r = races.start[path.depth]!; r < end; r++) add(r, path.depth, event);
  }
  return found;
}

/**
 * Runs it with the second event first, to the end or to the first broken claim. Returns the index of the second event, or
 * null if it cannot come first.
 */
export function reverse(session: Session, { events, first, second, event }: Reversal): number | null {
  const isLate = (k: number) => first.some((late) => late <= k && happensBefore(events[late]!, events[k]!));
  const isBehind = (k: number) => (event.clock[events[k]!.thread] ?? 0) > events[k]!.nth;
  const pick = (indices: readonly number[]) => indices.map((k) => events[k]!);
  const others = [...events.keys()].filter((k) => k !== second);
  const early = others.filter((k) => k < first[0]! || !isLate(k));
  // Only what the second event follows from goes before it; all that can, if without the rest it would have to wait.
  for (const head of [early.filter((k) => k < first[0]! || isBehind(k)), early]) {
    session.rewind(0);
    if (performExactly(session, pick(head)) && performStep(session, event)) {
      const isClean = () => session.findings.length === 0;
      if (isClean()) goOn(session, pick(others.filter((k) => !head.includes(k))), isClean);
      return session.restartNeeded ? null : head.length;
    }
    if (session.restartNeeded) return null;
  }
  return null;
}
