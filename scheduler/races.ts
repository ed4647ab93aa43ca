/**
 * Reversible races: for each event, which earlier events it could come before. Kept as a stack beside the path.
 *
 * For a step that never waits these are the conflicting events that it follows directly. A step that may wait races
 * with the latest earlier events before which it was enabled: for a lock with the acquisition, never the release.
 */
import { columnOf, rowsOf, type SavedRaces } from './checkpoint.js';
import { LOCK_FREE, LOCK_UNTOUCHED } from './footprint.js';
import { BLOCKS, CHOICE, FIXED, type Path } from './path.js';
import type { Session } from './session.js';

/** A footprint that only a run would tell. */
export const UNKNOWN = -1;
/** Nothing proves yet that the race needs no execution of its own. */
export const NO_WITNESS = -1;

/** Deliberate faults; see Mutation in optimal-dpor.ts. */
export interface RaceMutation {
  /** An event is taken to touch the same things wherever it is put. */
  readonly keepOutcomes?: boolean;
  /** A waiting step is put before a release too, where it is not enabled. */
  readonly releaseRaces?: boolean;
  /** The search for the acquisition behind a release stops too early. */
  readonly breakAtFirstFeasible?: boolean;
}

export class Races {
  readonly #session: Session;
  readonly #mutation: RaceMutation;
  /** Races whose second event is j: those at `[start[j], start[j + 1])`. */
  start = new Int32Array(65);
  /** The first event; the second one itself where the race is between outcomes of one choice. */
  first = new Int32Array(256);
  /** Footprint of the second event before the first, or UNKNOWN. */
  footprint = new Int32Array(256);
  /** Alternative of the second event. */
  alternative = new Int32Array(256);
  /** Highest event index that the proof "already covered" rests on, or NO_WITNESS. The strategy's own. */
  witness = new Int32Array(256);

  constructor(session: Session, mutation: RaceMutation) {
    this.#session = session;
    this.#mutation = mutation;
  }

  /** Those of the first `depth` events. */
  save(depth: number): SavedRaces {
    const { start, first, footprint, alternative, witness } = this;
    return {
      start: [...start.subarray(0, depth + 1)],
      rows: rowsOf(start[depth]!, first, footprint, alternative, witness),
    };
  }

  restore({ start, rows }: SavedRaces): void {
    this.start = columnOf(
      start.map((from) => [from]),
      0,
      65,
    );
    this.first = columnOf(rows, 0, 256);
    this.footprint = columnOf(rows, 1, 256);
    this.alternative = columnOf(rows, 2, 256);
    this.witness = columnOf(rows, 3, 256);
  }

  /** Records the races whose second event is j, the newest one. */
  find(j: number): void {
    if (j + 2 > this.start.length) this.start = larger(this.start);
    const { path } = this.#session;
    const flags = path.flags[j]!;
    let at = this.start[j]!;
    if ((flags & BLOCKS) === 0 || this.#isEnabledBeforeAllDirect(j)) {
      for (let k = 0; k < path.directCount; k++) at = this.#add(at, path.direct[k]!, j);
    } else at = this.#blockingRaces(at, j, path.thread[j]!, path.footprint[j]!, this.#lockOf(j), j);
    if ((flags & CHOICE) !== 0) {
      // Every other outcome of the same step, in the same place.
      const alternatives = path.outcomes[j]!;
      for (let a = 0; a < alternatives; a++) {
        if (a === path.alternative[j]) continue;
        this.#reserve(at);
        this.first[at] = j;
        this.footprint[at] = (flags & FIXED) !== 0 ? path.footprint[j]! : UNKNOWN;
        this.alternative[at] = a;
        this.witness[at] = NO_WITNESS;
        at++;
      }
    }
    this.start[j + 1] = at;
  }

  /** The lock that event j waited for, or -1 if it waited for something else. */
  #lockOf(j: number): number {
    const { path } = this.#session;
    return path.operation[j]!.acquires === true ? path.object[j]! : -1;
  }

  /** The common case: no event that j follows directly has to be looked behind. */
  #isEnabledBeforeAllDirect(j: number): boolean {
    const { path } = this.#session;
    if (path.directCount === 0) return true;
    const lock = this.#lockOf(j);
    if (lock < 0) return false;
    for (let k = 0; k < path.directCount; k++)
      if (!this.#enabledBefore(path.direct[k]!, j, path.thread[j]!, lock, j)) return false;
    return true;
  }

  #add(at: number, i: number, j: number): number {
    const { path } = this.#session;
    this.#reserve(at);
    this.first[at] = i;
    this.footprint[at] = this.#foresee(i, j, j);
    this.alternative[at] = path.alternative[j]!;
    this.witness[at] = NO_WITNESS;
    return at + 1;
  }

  #reserve(at: number): void {
    if (at < this.first.length) return;
    this.first = larger(this.first);
    this.footprint = larger(this.footprint);
    this.alternative = larger(this.alternative);
    this.witness = larger(this.witness);
  }

  /** Footprint of event j if it came before i and what follows from i, as far as that is certain; else UNKNOWN. */
  #foresee(i: number, j: number, end: number): number {
    const { path, footprints } = this.#session;
    const mine = path.footprint[j]!;
    if ((path.flags[j]! & FIXED) !== 0 || this.#mutation.keepOutcomes) return mine;
    for (let k = i; k < end; k++)
      if (path.happensBefore(i, k) && footprints.affects(path.footprint[k]!, mine)) return UNKNOWN;
    return mine;
  }

  /**
   * Races of a step that may have to wait, as second event: the latest earlier conflicting events before which it
   * was enabled. `end` is its index, or the path's depth for a thread that is still blocked there.
   */
  #blockingRaces(start: number, j: number, thread: number, footprint: number, lock: number, end: number): number {
    const { path, footprints } = this.#session;
    const { stride, clocks } = path;
    let at = start;
    const covered = this.#covered.length < stride ? (this.#covered = new Int32Array(stride)) : this.#covered;
    const nth = path.counts[end * stride + thread]!;
    const previous = nth > 0 ? path.eventAt[thread]![nth - 1]! : path.spawnedAt[thread]!;
    for (let p = 0; p < stride; p++) covered[p] = previous >= 0 ? clocks[previous * stride + p]! : 0;
    const opener = path.openerOf(thread, nth, end);
    if (opener >= 0) for (let p = 0; p < stride; p++) covered[p] = Math.max(covered[p]!, clocks[opener * stride + p]!);
    for (let i = end - 1; i >= 0; i--) {
      if (path.thread[i] === thread || covered[path.thread[i]!]! > path.nth[i]!) continue;
      if (!footprints.conflict(path.footprint[i]!, footprint)) continue;
      if (!this.#mutation.releaseRaces && !this.#enabledBefore(i, j, thread, lock, end)) {
        if (this.#mutation.breakAtFirstFeasible) break;
        continue;
      }
      this.#reserve(at);
      this.first[at] = i;
      this.footprint[at] = j < path.depth ? this.#foresee(i, j, end) : UNKNOWN;
      this.alternative[at] = j < path.depth ? path.alternative[j]! : 0;
      this.witness[at] = NO_WITNESS;
      at++;
      for (let p = 0; p < stride; p++) if (clocks[i * stride + p]! > covered[p]!) covered[p] = clocks[i * stride + p]!;
    }
    return at;
  }
  #covered = new Int32Array(8);

  /** Would the thread's step be enabled if i and all that follows from i had not happened yet? */
  #enabledBefore(i: number, j: number, thread: number, lock: number, end: number): boolean {
    const session = this.#session;
    const { path, footprints } = session;
    if (lock >= 0) {
      for (let l = end - 1; l >= 0; l--) {
        const left = footprints.lockAfter(path.footprint[l]!, lock);
        if (left !== LOCK_UNTOUCHED && !path.happensBefore(i, l)) return left === LOCK_FREE;
      }
      return true;
    }
    return session.probe(scheduleWithout(path, i, j, end), thread, 0) !== -1;
  }

  /**
   * The races of a thread that is still blocked at the end, as if its step were the next event. They are written
   * behind those of the path, from `start[depth]` on; returns where they end.
   */
  findBlocked(thread: number): number {
    const session = this.#session;
    const { path, execution } = session;
    const { depth } = path;
    const pending = execution.threads[thread]!.pending!;
    const waiting = session.waitFootprint(pending);
    const lock = pending.operation.acquires === true ? pending.object!.id : -1;
    const end = this.#blockingRaces(this.start[depth]!, depth, thread, waiting, lock, depth);
    const held = execution.context.held[thread];
    const isCertain = lock >= 0 && !session.shared.facts.plainData && (held === undefined || held.length === 0);
    if (isCertain) this.footprint.fill(waiting, this.start[depth]!, end);
    return end;
  }
}

/** The events before i and those up to `end` that do not follow from it, j apart, as (thread, alternative) pairs. */
export function scheduleWithout(path: Path, i: number, j: number, end: number): number[] {
  const schedule: number[] = [];
  for (let k = 0; k < end; k++)
    if (k < i || (k !== j && !path.happensBefore(i, k))) schedule.push(path.thread[k]!, path.alternative[k]!);
  return schedule;
}

/** A copy with twice the room. */
export function larger(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}
