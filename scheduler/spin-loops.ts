/**
 * Spin loops as waits. A thread that has gone round a loop that only reads, and stands at its head again, would do the
 * same again as long as nobody writes what it read. So it waits until somebody does, like a step that may have to wait.
 *
 * All of this follows from what happened before in the same trace, in whatever order: an event that writes what another
 * one reads has its place before or after that one in all of them.
 */
import type { Execution } from './execution.js';
import { FootprintTable } from './footprint.js';
import { type Context, PASS, READ } from './object.js';
import { CHOICE, type Path, PROGRESS, RELEASED } from './path.js';
import { canonical, NoStatesError } from './states/values.js';
import type { Step } from './step.js';

/** Events in one round of a loop, at most. */
export const LONGEST_ROUND = 8;
/** So many equal rounds are taken for a loop, where the thread does not say what it knows. */
export const EQUAL_ROUNDS = 2;

export interface SpinLoop {
  /** The events of the last round, in order. */
  readonly round: readonly number[];
  /**
   * The thread has said that it knows the same as at the head of that round: then it is one and the same state. If not,
   * a loop that counts its tries looks just like this.
   */
  readonly isExact: boolean;
}

/** The loop at whose head the thread stands after its last event in the path, or null. */
export function loopAt(path: Path, thread: number, next: Step<unknown>): SpinLoop | null {
  const { counts, depth, stride, eventAt, said, declared } = path;
  const performed = counts[depth * stride + thread]!;
  const last = (back: number) => eventAt[thread]![performed - back]!;
  if (performed < 2 || !onlyReads(path, last(1))) return null;
  const asked = String(next);
  for (let length = 1; length <= LONGEST_ROUND && length < performed && onlyReads(path, last(length)); length++) {
    if (said[last(length)] !== asked) continue;
    const known = declared[last(1)]!;
    const isExact = known !== null && known === declared[last(length + 1)];
    if (!isExact && !isRepeated(path, last, length, performed)) continue;
    return { round: Array.from({ length }, (_, k) => last(length - k)), isExact };
  }
  return null;
}

/** True if nobody has written anything since that the round read. */
export function isUndisturbed(path: Path, { round }: SpinLoop): boolean {
  return round.every((event) => !isWrittenBetween(path, event, path.depth));
}

/** The running event depends on all that the loop looks at: what it reads itself, and what it waited for. */
export function readAgain(context: Context, { own, footprints }: Path, { round }: SpinLoop): void {
  for (const event of round)
    footprints.forEach(own[event]!, (object, _mode, low, high) => context.access(object, READ, low, high, 0));
}

/** What the thread said in the event that has just happened that it still knows, with its own values; null if nothing. */
export function declaredBy({ context }: Execution, thread: number): string | null {
  if (context.declared === null) return null;
  try {
    return canonical([context.declared.state, context.perThread.map((value) => value.of(thread))]);
  } catch (error) {
    if (error instanceof NoStatesError) return null; // no data that could be compared
    throw error;
  }
}

/** True if the thread, whose step is possible, is in a spin loop and somebody else has to go on first. */
export function spinsInVain(execution: Execution, path: Path, thread: number): boolean {
  const loop = vainLoop(execution, path, thread);
  return loop !== null && (loop.isExact || thread !== released(execution, path));
}

/** The loop in which the thread would only read the same again, or null. */
export function vainLoop({ threads }: Execution, path: Path, thread: number): SpinLoop | null {
  const loop = loopAt(path, thread, threads[thread]!.pending!);
  return loop !== null && isUndisturbed(path, loop) ? loop : null;
}

/**
 * Where nobody can go on but threads in loops that may end by themselves: the one that goes on, which is the one that
 * has done least so far, the first of these by name; -1 elsewhere.
 */
function released(execution: Execution, path: Path): number {
  const { counts, depth, stride } = path;
  const { threads } = execution;
  let least = -1;
  for (let t = 0; t < threads.length; t++) {
    if (!execution.isPossible(t)) continue;
    const loop = vainLoop(execution, path, t);
    if (loop === null) return -1;
    if (loop.isExact) continue;
    const more = least < 0 ? -1 : counts[depth * stride + t]! - counts[depth * stride + least]!;
    if (more < 0 || (more === 0 && threads[t]!.name < threads[least]!.name)) least = t;
  }
  return least;
}

/**
 * At the end of a path that is as long as may be: where it came to the point that nobody could do anything but go round in
 * loops that are still the same, and a round of each from there on, as (thread, alternative) pairs. Null if some thread
 * does something else.
 */
export function endlessRounds(execution: Execution, path: Path): { at: number; again: number[] } | null {
  const { depth, thread, said, flags, alternative } = path;
  const running = execution.threads.flatMap((_, t) => (execution.isPossible(t) ? [t] : []));
  const loops = running.map((t) => loopAt(path, t, execution.threads[t]!.pending!));
  if (loops.some((loop) => loop === null)) return null;
  const rounds = new Map(running.map((t, k) => [t, loops[k]!.round]));
  const isRound = (k: number) =>
    onlyReads(path, k) && rounds.get(thread[k]!)?.some((j) => said[j] === said[k]) === true;
  let at = -1;
  for (let k = depth - 1; k >= 0 && isRound(k); k--) if ((flags[k]! & RELEASED) !== 0) at = k;
  if (at < 0) return null;
  const again = [...rounds.values()].flat().flatMap((j) => [thread[j]!, alternative[j]!]);
  return { at, again };
}

/** Has the event read something, written nothing, made no choice and got nothing done? A whole critical section leaves the lock as it was. */
export function onlyReads({ footprint, flags, footprints }: Path, event: number): boolean {
  let reads = footprint[event] !== FootprintTable.EMPTY && (flags[event]! & (CHOICE | PROGRESS)) === 0;
  footprints.forEach(footprint[event]!, (_, mode) => {
    reads &&= mode === READ || mode === PASS;
  });
  return reads;
}

/** Are the last rounds of that length alike, with the same values read? */
function isRepeated(path: Path, last: (back: number) => number, length: number, performed: number): boolean {
  const { said, declared, own } = path;
  if (length * EQUAL_ROUNDS > performed) return false;
  for (let back = 1; back <= length * (EQUAL_ROUNDS - 1); back++) {
    const [event, before] = [last(back), last(back + length)];
    if (said[event] !== said[before] || declared[event] !== declared[before]) return false;
    if (own[event] !== own[before] || !onlyReads(path, event)) return false;
    if (isWrittenBetween(path, before, event)) return false;
  }
  return true;
}

/** Does an event between the two write what the first one read? */
function isWrittenBetween({ footprint, own, footprints }: Path, event: number, end: number): boolean {
  for (let k = event + 1; k < end; k++) if (footprints.conflict(footprint[k]!, own[event]!)) return true;
  return false;
}
