/**
 * The race that is being reversed: its second event is to come before all late ones, in an execution that begins with v,
 * the events that need not come after these, and then the second event.
 */
import { NO_WITNESS, type RaceMutation, type Races, scheduleWithout, UNKNOWN } from '../races.js';
import type { Session } from '../session.js';

/** Deliberate faults, for the tests that show that the oracles find them: the known pitfalls of these algorithms. */
export interface Mutation extends RaceMutation {
  /** No race reversal for threads that are still blocked at the end. */
  readonly noBlockedRaces?: boolean;
  /** The sequences that are planned hold only what the second event follows from. */
  readonly cutWakeupSequences?: boolean;
  /** Races whose second event was replayed are not looked at again. */
  readonly skipPrefixRaces?: boolean;
  /** Sleeping steps match whatever alternative they took. */
  readonly sleepByThreadOnly?: boolean;
  /** What is explored elsewhere is taken for known. */
  readonly trustForeign?: boolean;
}

export class Reversal {
  readonly #session: Session;
  readonly #mutation: Mutation;
  #late: readonly number[] = [];
  /** The earliest late event: the race belongs to the node before it. */
  first = 0;
  /** The path's depth for a thread that is blocked at the end. */
  second = 0;
  secondThread = 0;
  secondAlternative = 0;
  secondFootprint = UNKNOWN;
  /** v: events of the path after `first` that follow from no late one, without the second event. */
  sequence = new Int32Array(64);
  /** Of `sequence`; -1 before `buildSequence`. */
  length = -1;

  constructor(session: Session, mutation: Mutation) {
    this.#session = session;
    this.#mutation = mutation;
  }

  /** Race r is next: `thread`'s step (event j, or pending where j is the depth) is to come before its late events. */
  aim({ late, alternative, footprint }: Races, r: number, j: number, thread: number): void {
    this.#late = late[r]!;
    this.first = this.#late[0]!;
    this.second = j;
    this.secondThread = thread;
    this.secondFootprint = footprint[r]!;
    this.secondAlternative = this.#alternativeThere(alternative[r]!);
    this.length = -1;
  }

  /** The second event's alternative at its new place, where others may be offered. */
  #alternativeThere(alternative: number): number {
    const { path, execution } = this.#session;
    const { second, secondThread } = this;
    const operation =
      second < path.depth ? path.operation[second]! : execution.threads[secondThread]!.pending!.operation;
    // One that is known to do the same there has the same to choose from, and so has another outcome in the same place.
    if (operation.candidates === undefined || this.secondFootprint !== UNKNOWN || this.first === second)
      return alternative;
    const schedule = scheduleWithout(path, this.#late, second, path.depth);
    const offered = this.#session.alternativesAfter(schedule, secondThread);
    return offered.includes(alternative) ? alternative : offered[0]!;
  }

  /**
   * Fills `sequence`: all events after `first`, in the whole execution, that follow from no late one; not the second
   * event. Those behind the second event count too: what it touches at its new place may conflict with them.
   */
  buildSequence(): void {
    if (this.length >= 0) return;
    const { path } = this.#session;
    const late = this.#late;
    const { depth } = path;
    if (this.sequence.length < depth) this.sequence = new Int32Array(depth * 2);
    let length = 0;
    for (let k = this.first + 1; k < depth; k++) {
      if (k === this.second || path.isAfter(late, k)) continue;
      if (this.#mutation.cutWakeupSequences && !(this.second < depth && path.happensBefore(k, this.second))) continue;
      this.sequence[length++] = k;
    }
    this.length = length;
  }

  /** The thread's event at the node before `first`, if it occurs in v; else -1. Not the second event. */
  occurrence(thread: number): number {
    const { path } = this.#session;
    const { stride, counts, depth } = path;
    const nth = counts[this.first * stride + thread]!;
    if (nth >= counts[depth * stride + thread]!) return -1;
    const f = path.eventAt[thread]![nth]!;
    return f !== this.second && !path.isAfter(this.#late, f) ? f : -1;
  }

  /** Was everything that event f follows there before `first`? */
  isFirst(f: number): boolean {
    const { stride, counts, clocks, thread } = this.#session.path;
    for (let p = 0; p < stride; p++)
      if (p !== thread[f] && clocks[f * stride + p]! > counts[this.first * stride + p]!) return false;
    return true;
  }

  /** The second event's footprint at its new place, after `sequence`: run it there if nothing else tells. */
  resolveSecond(): number {
    if (this.secondFootprint === UNKNOWN) {
      const { path } = this.#session;
      const schedule = scheduleWithout(path, this.#late, this.second, path.depth);
      this.secondFootprint = this.#session.probe(schedule, this.secondThread, this.secondAlternative);
    }
    return this.secondFootprint;
  }

  /**
   * Can the step come first in v and the second event? Null if not; else the highest event index that proves it, or
   * NO_WITNESS.
   */
  startsWith(thread: number, alternative: number): number | null {
    const { path, footprints } = this.#session;
    const isOther = (found: number) => found !== alternative && !this.#mutation.sleepByThreadOnly;
    const f = this.occurrence(thread);
    if (f >= 0) {
      if (isOther(path.alternative[f]!) || !this.isFirst(f)) return null;
      return this.second < path.depth ? Math.max(f, this.second) : NO_WITNESS;
    }
    if (thread !== this.secondThread || isOther(this.secondAlternative)) return null;
    this.buildSequence();
    for (let k = 0; k < this.length; k++)
      if (footprints.conflict(path.footprint[this.sequence[k]!]!, this.resolveSecond())) return null;
    return NO_WITNESS;
  }

  /** All steps that can come first in it, as (thread, alternative) pairs. */
  initials(): number[] {
    const { path, execution } = this.#session;
    const found: number[] = [];
    for (let t = 0; t < execution.threads.length; t++) {
      const f = this.occurrence(t);
      const alternative = f >= 0 ? path.alternative[f]! : this.secondAlternative;
      if (this.startsWith(t, alternative) !== null) found.push(t, alternative);
    }
    return found;
  }

  /** v and the second event, as (thread, alternative) pairs. */
  events(): number[] {
    this.buildSequence();
    const { thread, alternative } = this.#session.path;
    const found: number[] = [];
    for (let k = 0; k < this.length; k++) {
      const f = this.sequence[k]!;
      found.push(thread[f]!, alternative[f]!);
    }
    found.push(this.secondThread, this.secondAlternative);
    return found;
  }
}
