/**
 * Reversible races: for each event, which earlier events it could come before. Kept as a stack beside the path.
 *
 * For a step that never waits these are the conflicting events that it follows directly. A step that may wait races
 * with the latest earlier events before which it was enabled: for a lock with the acquisition, never the release. Where
 * events that commute disable it together (read sections a writer, additions an await) it comes before several at once.
 */
import { columnOf, rowsOf, type SavedRaces } from './checkpoint.js';
import { LOCK_FREE, LOCK_UNTOUCHED } from './footprint.js';
import { BLOCKS, CHOICE, FIXED, type Path, SPINS } from './path.js';
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
  /** A waiting step is put before single events only. */
  readonly singlesOnly?: boolean;
}

export class Races {
  readonly #session: Session;
  readonly #mutation: RaceMutation;
  /** Races whose second event is j: those at `[start[j], start[j + 1])`. */
  start = new Int32Array(65);
  /**
   * What the second event comes before: the earliest such event and perhaps later ones, none of which follows from
   * another; the second one itself where the race is between outcomes of one choice.
   */
  readonly late: (readonly number[])[] = [];
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
    const { start, late, footprint, alternative, witness } = this;
    const count = start[depth]!;
    return {
      start: [...start.subarray(0, depth + 1)],
      late: late.slice(0, count),
      rows: rowsOf(count, footprint, alternative, witness),
    };
  }

  restore({ start, late, rows }: SavedRaces): void {
    for (const [r, events] of late.entries()) this.late[r] = events;
    this.start = columnOf(
      start.map((from) => [from]),
      0,
      65,
    );
    this.footprint = columnOf(rows, 0, 256);
    this.alternative = columnOf(rows, 1, 256);
    this.witness = columnOf(rows, 2, 256);
  }

  /** Records the races whose second event is j, the newest one. */
  find(j: number): void {
    if (j + 2 > this.start.length) this.start = larger(this.start);
    const { path } = this.#session;
    const flags = path.flags[j]!;
    let at = this.start[j]!;
    if ((flags & BLOCKS) === 0 || this.#isEnabledBeforeAllDirect(j)) {
      for (let k = 0; k < path.directCount; k++) {
        const late = this.#single(path.direct[k]!);
        at = this.#add(at, late, path.alternative[j]!, this.#foresee(late, j, j));
      }
    } else at = this.#blockingRaces(at, j, path.thread[j]!, path.footprint[j]!, this.#lockOf(j), j);
    if ((flags & CHOICE) !== 0) {
      // Every other outcome of the same step, in the same place.
      for (const a of path.alternatives[j]!)
        if (a !== path.alternative[j])
          at = this.#add(at, this.#single(j), a, (flags & FIXED) !== 0 ? path.footprint[j]! : UNKNOWN);
    }
    this.start[j + 1] = at;
  }

  /** The lock that event j waited for, or -1 if it waited for something else (too). */
  #lockOf(j: number): number {
    const { path } = this.#session;
    return path.operation[j]!.acquires === true && (path.flags[j]! & SPINS) === 0 ? path.object[j]! : -1;
  }

  /** The common case: no event that j follows directly has to be looked behind. */
  #isEnabledBeforeAllDirect(j: number): boolean {
    const { path } = this.#session;
    if (path.directCount === 0) return true;
    const lock = this.#lockOf(j);
    if (lock < 0) return false;
    for (let k = 0; k < path.directCount; k++)
      if (!this.#enabledBefore(this.#single(path.direct[k]!), j, path.thread[j]!, lock, j)) return false;
    return true;
  }

  /** The event alone, as a list that is made once. */
  #single(i: number): readonly number[] {
    return (this.#singles[i] ??= [i]);
  }
  readonly #singles: (readonly number[])[] = [];

  #add(at: number, late: readonly number[], alternative: number, footprint: number): number {
    this.#reserve(at);
    this.late[at] = late;
    this.alternative[at] = alternative;
    this.footprint[at] = footprint;
    this.witness[at] = NO_WITNESS;
    return at + 1;
  }

  #reserve(at: number): void {
    if (at < this.footprint.length) return;
    this.footprint = larger(this.footprint);
    this.alternative = larger(this.alternative);
    this.witness = larger(this.witness);
  }

  /** Footprint of event j if it came before these and what follows from them, as far as that is certain; else UNKNOWN. */
  #foresee(late: readonly number[], j: number, end: number): number {
    const { path, footprints } = this.#session;
    const mine = path.footprint[j]!;
    if ((path.flags[j]! & FIXED) !== 0 || this.#mutation.keepOutcomes) return mine;
    for (let k = late[0]!; k < end; k++)
      if (path.isAfter(late, k) && footprints.affects(path.footprint[k]!, mine)) return UNKNOWN;
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
    /** What it can come before, and conflicting events that it cannot come before alone, latest first. */
    const possible: (readonly number[])[] = [];
    const impossible: number[] = [];
    const comeBefore = (late: readonly number[]) => {
      const isBlocked = j === path.depth;
      at = this.#add(at, late, isBlocked ? 0 : path.alternative[j]!, isBlocked ? UNKNOWN : this.#foresee(late, j, end));
      possible.push(late);
    };
    const covered = this.#covered.length < stride ? (this.#covered = new Int32Array(stride)) : this.#covered;
    const nth = path.counts[end * stride + thread]!;
    const previous = nth > 0 ? path.eventAt[thread]![nth - 1]! : path.spawnedAt[thread]!;
    for (let p = 0; p < stride; p++) covered[p] = previous >= 0 ? clocks[previous * stride + p]! : 0;
    const opener = path.openerOf(thread, nth, end);
    if (opener >= 0) for (let p = 0; p < stride; p++) covered[p] = Math.max(covered[p]!, clocks[opener * stride + p]!);
    for (let i = end - 1; i >= 0; i--) {
      if (path.thread[i] === thread || covered[path.thread[i]!]! > path.nth[i]!) continue;
      if (!footprints.conflict(path.footprint[i]!, footprint)) continue;
      if (!this.#mutation.releaseRaces && !this.#enabledBefore(this.#single(i), j, thread, lock, end)) {
        if (this.#mutation.breakAtFirstFeasible) break;
        if (lock < 0) impossible.push(i);
        continue;
      }
      comeBefore(this.#single(i));
      for (let p = 0; p < stride; p++) if (clocks[i * stride + p]! > covered[p]!) covered[p] = clocks[i * stride + p]!;
    }
    if (this.#mutation.singlesOnly) return at;
    // The smallest sets of events that only together keep it from being enabled. None where conflicts are all ordered.
    let sets = impossible.map((i): readonly number[] => [i]);
    while (sets.length > 1) {
      const larger: number[][] = [];
      for (const set of sets)
        for (const i of impossible) {
          if (i >= set[0]! || set.some((k) => path.happensBefore(i, k))) continue;
          const candidate = [i, ...set];
          if (possible.some((known) => known.every((k) => path.isAfter(candidate, k)))) continue;
          if (this.#enabledBefore(candidate, j, thread, lock, end)) comeBefore(candidate);
          else larger.push(candidate);
        }
      sets = larger;
    }
    return at;
  }
  #covered = new Int32Array(8);

  /** Would the thread's step be enabled if these events and all that follows from them had not happened yet? */
  #enabledBefore(late: readonly number[], j: number, thread: number, lock: number, end: number): boolean {
    const session = this.#session;
    const { path, footprints } = session;
    if (lock >= 0) {
      for (let l = end - 1; l >= 0; l--) {
        const left = footprints.lockAfter(path.footprint[l]!, lock);
        if (left !== LOCK_UNTOUCHED && !path.isAfter(late, l)) return left === LOCK_FREE;
      }
      return true;
    }
    return session.alternativesAfter(scheduleWithout(path, late, j, end), thread).length > 0;
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
    const waiting = session.waitFootprint(thread);
    const lock = pending.operation.acquires === true && !session.isAtLoop(thread) ? pending.object!.id : -1;
    const end = this.#blockingRaces(this.start[depth]!, depth, thread, waiting, lock, depth);
    const held = execution.context.held[thread];
    const isCertain = lock >= 0 && !session.shared.facts.plainData && (held === undefined || held.length === 0);
    if (isCertain) this.footprint.fill(waiting, this.start[depth]!, end);
    return end;
  }
}

/** The events up to `end` that are not and do not follow from these, j apart, as (thread, alternative) pairs. */
export function scheduleWithout(path: Path, late: readonly number[], j: number, end: number): number[] {
  const schedule: number[] = [];
  for (let k = 0; k < end; k++)
    if (k < late[0]! || (k !== j && !path.isAfter(late, k))) schedule.push(path.thread[k]!, path.alternative[k]!);
  return schedule;
}

/** A copy with twice the room. */
export function larger(from: Int32Array): Int32Array<ArrayBuffer> {
  const to = new Int32Array(from.length * 2);
  to.set(from);
  return to;
}
