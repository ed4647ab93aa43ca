/**
 * The events of the execution in progress, as a stack, with their happens-before clocks.
 *
 * Rows of typed arrays instead of objects: this is the inner loop. `clock(j)[p]` counts the events of thread p that
 * happen before event j or are j; `before(j)[p]` counts those at indices below j. So event k of thread p, that
 * thread's n-th (from 0), happens before j iff `clock(j)[p] > n`.
 */
import type { FootprintTable } from './footprint.js';
import { type Operation, standsForThread } from './step.js';

export const FIXED = 1;
export const BLOCKS = 2;
export const CHOICE = 4;
export const SPINS = 8;
export const RELEASED = 16;
export const PROGRESS = 32;

export class Path {
  /** Threads that fit in a clock row. */
  readonly stride: number;
  depth = 0;
  thread = new Int32Array(64);
  alternative = new Int32Array(64);
  footprint = new Int32Array(64);
  /** The event's number among its thread's events, from 0. */
  nth = new Int32Array(64);
  /**
   * Bits of the event: FIXED if it would touch the same things in any state, BLOCKS if it may have to wait,
   * CHOICE if it has several outcomes, SPINS if it is the first of a round of a spin loop and waited for what that
   * reads, RELEASED if it went on there because nobody else could, PROGRESS if its thread got something done.
   */
  flags = new Uint8Array(64);
  /** Filled by `order`: earlier events that the newest one races with directly, latest first. */
  direct = new Int32Array(64);
  directCount = 0;
  /** What was performed, to notice a replay that goes another way. */
  readonly operation: (Operation<unknown> | null)[] = [];
  readonly object: number[] = [];
  /** The alternatives that each event had. */
  readonly alternatives: (readonly number[])[] = [];
  // Filled where spin loops are waits: each event's step as text, its footprint without what it waited for, and what its
  // thread then declared that it still knows.
  readonly said: string[] = [];
  readonly own: number[] = [];
  readonly declared: (string | null)[] = [];
  clocks: Int32Array;
  /** Row d: events of each thread among the first d. */
  counts: Int32Array;
  /** Index of each thread's n-th event: `eventAt[p][n]`. */
  readonly eventAt: Int32Array[] = [];
  /** Index of the event that spawned each thread, or -1. */
  readonly spawnedAt: Int32Array;
  readonly footprints: FootprintTable;
  /**
   * By thread, the one without whose second event (or end) its own second event does not happen, or -1; null if there
   * are no such gates. They are an order that the exploration imposes (see Session), so races are found without them:
   * then `raceClocks` are the clocks of the program alone and `racing` is what `direct` would be by them.
   */
  readonly gates: Int32Array | null;
  raceClocks: Int32Array;
  racing = new Int32Array(64);
  racingCount = 0;

  constructor(stride: number, footprints: FootprintTable, gates: Int32Array | null = null) {
    this.gates = gates;
    this.raceClocks = new Int32Array(gates === null ? 0 : 64 * stride);
    this.stride = stride;
    this.footprints = footprints;
    this.clocks = new Int32Array(64 * stride);
    this.counts = new Int32Array(65 * stride);
    this.spawnedAt = new Int32Array(stride).fill(-1);
    for (let p = 0; p < stride; p++) this.eventAt.push(new Int32Array(64));
  }

  /** Makes room for an event at index `depth`. */
  reserve(): void {
    const capacity = this.thread.length;
    if (this.depth < capacity) return;
    const grow = (from: Int32Array, factor: number, extra = 0) => {
      const to = new Int32Array(capacity * 2 * factor + extra);
      to.set(from);
      return to;
    };
    this.thread = grow(this.thread, 1);
    this.alternative = grow(this.alternative, 1);
    this.footprint = grow(this.footprint, 1);
    this.nth = grow(this.nth, 1);
    this.direct = grow(this.direct, 1);
    this.racing = grow(this.racing, 1);
    if (this.gates !== null) this.raceClocks = grow(this.raceClocks, this.stride);
    const flags = new Uint8Array(capacity * 2);
    flags.set(this.flags);
    this.flags = flags;
    this.clocks = grow(this.clocks, this.stride);
    this.counts = grow(this.counts, this.stride, this.stride);
    for (let p = 0; p < this.stride; p++) this.eventAt[p] = grow(this.eventAt[p]!, 1);
  }

  /** Pushes an event; its clock row holds program order and spawn/join edges only, until `order` completes it. */
  push(thread: number, alternative: number, footprint: number, joined: number): void {
    this.reserve();
    const { depth: j, stride, counts, clocks } = this;
    const row = j * stride;
    const nth = counts[row + thread]!;
    this.thread[j] = thread;
    this.flags[j] = 0;
    this.alternative[j] = alternative;
    this.footprint[j] = footprint;
    this.nth[j] = nth;
    this.eventAt[thread]![nth] = j;
    for (let p = 0; p < stride; p++) counts[row + stride + p] = counts[row + p]!;
    counts[row + stride + thread] = nth + 1;
    this.#inherit(clocks, thread, nth, joined);
    if (this.gates !== null) {
      this.#inherit(this.raceClocks, thread, nth, joined);
      const opener = this.openerOf(thread, nth, j);
      if (opener >= 0) this.#join(clocks, j, opener);
    }
    this.depth = j + 1;
  }

  /** The event that the thread's nth event (from 0) waited for at a gate, or -1. `depth` events have happened. */
  openerOf(thread: number, nth: number, depth: number): number {
    if (this.gates === null || nth !== 1 || this.gates[thread]! < 0) return -1;
    const before = this.gates[thread]!;
    const count = Math.min(2, this.counts[depth * this.stride + before]!);
    return count === 0 ? -1 : this.eventAt[before]![count - 1]!;
  }

  /** Program order and joins. */
  #inherit(clocks: Int32Array, thread: number, nth: number, joined: number): void {
    const { depth: j, stride, counts } = this;
    const row = j * stride;
    const previous = nth > 0 ? this.eventAt[thread]![nth - 1]! : this.spawnedAt[thread]!;
    if (previous >= 0) for (let p = 0; p < stride; p++) clocks[row + p] = clocks[previous * stride + p]!;
    else for (let p = 0; p < stride; p++) clocks[row + p] = 0;
    if (joined >= 0) {
      const ended = counts[row + joined]!;
      if (ended > 0) this.#join(clocks, j, this.eventAt[joined]![ended - 1]!);
    }
    clocks[row + thread] = nth + 1;
  }

  /** Event j now happens after everything that event i happens after, and after i. */
  #join(clocks: Int32Array, j: number, i: number): void {
    const { stride } = this;
    const to = j * stride;
    const from = i * stride;
    for (let p = 0; p < stride; p++) if (clocks[from + p]! > clocks[to + p]!) clocks[to + p] = clocks[from + p]!;
  }

  /**
   * Completes the clock of event j: it happens after every earlier conflicting event. Leaves in `direct` those that
   * it follows through no other event.
   */
  order(j: number): void {
    this.directCount = this.#follow(this.clocks, j, this.direct);
    if (this.gates !== null) this.racingCount = this.#follow(this.raceClocks, j, this.racing);
  }

  #follow(clocks: Int32Array, j: number, direct: Int32Array): number {
    const { thread, nth, stride, footprint, footprints } = this;
    const mine = footprint[j]!;
    if (mine === 0) return 0;
    const row = j * stride;
    let count = 0;
    for (let i = j - 1; i >= 0; i--) {
      if (clocks[row + thread[i]!]! > nth[i]! || !footprints.conflict(footprint[i]!, mine)) continue;
      direct[count++] = i;
      this.#join(clocks, j, i);
    }
    return count;
  }

  /** Event j was possible only because nobody else could go on: it happens after all that came before it. */
  followAll(j: number): void {
    const { stride, counts, clocks, raceClocks, gates } = this;
    for (let p = 0; p < stride; p++) {
      const done = counts[(j + 1) * stride + p]!;
      clocks[j * stride + p] = done;
      if (gates !== null) raceClocks[j * stride + p] = done;
    }
  }

  /** Does event i happen before event j? True for i = j. */
  happensBefore(i: number, j: number): boolean {
    return this.clocks[j * this.stride + this.thread[i]!]! > this.nth[i]!;
  }

  /** Does some of these events happen before event j, or is it j? */
  isAfter(some: readonly number[], j: number): boolean {
    for (let k = 0; k < some.length; k++) if (some[k]! <= j && this.happensBefore(some[k]!, j)) return true;
    return false;
  }

  /** All events as (thread, alternative) pairs, one after another. */
  events(): number[] {
    const { depth, thread, alternative } = this;
    return Array.from({ length: 2 * depth }, (_, k) => (k % 2 === 0 ? thread : alternative)[k >> 1]!);
  }

  /** Does event j's alternative stand for a thread? */
  choosesThread(j: number): boolean {
    return standsForThread(this.operation[j]!, this.alternative[j]!);
  }

  /** Takes back events from index `depth` on. */
  truncate(depth: number): void {
    for (let p = 0; p < this.stride; p++) if (this.spawnedAt[p]! >= depth) this.spawnedAt[p] = -1;
    this.depth = depth;
  }

  /** The Mazurkiewicz trace of the first `depth` events: equal for equivalent executions and only for those. */
  canonical(depth = this.depth): string {
    return this.canonicalForm(depth).join(' ');
  }

  /** The same as numbers. By thread: how many events; then each event's alternative and clock. */
  canonicalForm(depth = this.depth): number[] {
    const { stride, counts, clocks, alternative } = this;
    const parts: number[] = [];
    for (let p = 0; p < stride; p++) {
      const events = counts[depth * stride + p]!;
      parts.push(-events - 1);
      for (let n = 0; n < events; n++) {
        const j = this.eventAt[p]![n]!;
        parts.push(alternative[j]!);
        for (let q = 0; q < stride; q++) parts.push(clocks[j * stride + q]!);
      }
    }
    return parts;
  }
}
