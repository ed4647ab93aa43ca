/**
 * Sleep sets: by node of the path, steps that need not be tried there, since an equivalent execution has been explored.
 * One segment a node, stacked.
 */
import { columnOf, rowsOf, type SavedSleepSets } from './checkpoint.js';
import type { Path } from './path.js';
import { larger } from './races.js';

export class SleepSets {
  /** The steps asleep before event d are those at `[start[d], end[d])`. */
  start = new Int32Array(65);
  end = new Int32Array(65);
  thread = new Int32Array(256);
  alternative = new Int32Array(256);
  footprint = new Int32Array(256);
  /** 1: of a part of the exploration that is done elsewhere, or has left out what is done elsewhere. */
  foreign = new Int32Array(256);

  /** Is any step foreign that sleeps before event d? */
  hasForeign(d: number): boolean {
    for (let q = this.start[d]!; q < this.end[d]!; q++) if (this.foreign[q] === 1) return true;
    return false;
  }

  isAsleep(d: number, thread: number, alternative: number): boolean {
    for (let q = this.start[d]!; q < this.end[d]!; q++)
      if (this.thread[q] === thread && this.alternative[q] === alternative) return true;
    return false;
  }

  /** After the event at index d: what is still asleep behind it. */
  descend(path: Path, d: number): void {
    if (d + 2 >= this.start.length) {
      this.start = larger(this.start);
      this.end = larger(this.end);
    }
    const footprint = path.footprint[d]!;
    let at = this.end[d]!;
    this.start[d + 1] = at;
    for (let q = this.start[d]!; q < this.end[d]!; q++) {
      if (this.thread[q] === path.thread[d] || path.footprints.conflict(this.footprint[q]!, footprint)) continue;
      this.#set(at++, this.thread[q]!, this.alternative[q]!, this.footprint[q]!, this.foreign[q]!);
    }
    this.end[d + 1] = at;
  }

  /** The event at index d is fully explored; its node has siblings left. */
  add(path: Path, d: number): void {
    const foreign = this.hasForeign(d) ? 1 : 0;
    this.#set(this.end[d]!++, path.thread[d]!, path.alternative[d]!, path.footprint[d]!, foreign);
  }

  /** No step is asleep before the events up to d; `addForeign` adds to those before event d. */
  begin(d: number): void {
    while (d + 2 >= this.start.length) {
      this.start = larger(this.start);
      this.end = larger(this.end);
    }
    this.start.fill(0, 0, d + 1);
    this.end.fill(0, 0, d + 1);
  }

  /** The step is asleep before event d: it is explored elsewhere. */
  addForeign(d: number, thread: number, alternative: number, footprint: number): void {
    this.#set(this.end[d]!++, thread, alternative, footprint, 1);
  }

  /** Those before event d, as (thread, alternative) pairs. */
  stepsAt(d: number): number[] {
    const steps: number[] = [];
    for (let q = this.start[d]!; q < this.end[d]!; q++) steps.push(this.thread[q]!, this.alternative[q]!);
    return steps;
  }

  /** Those of the nodes up to that depth. */
  save(depth: number): SavedSleepSets {
    const { start, end, thread, alternative, footprint, foreign } = this;
    return {
      start: [...start.subarray(0, depth + 1)],
      end: [...end.subarray(0, depth + 1)],
      rows: rowsOf(end[depth]!, thread, alternative, footprint, foreign),
    };
  }

  restore({ start, end, rows }: SavedSleepSets): void {
    const bounds = start.map((from, d) => [from, end[d]!]);
    this.start = columnOf(bounds, 0, 65);
    this.end = columnOf(bounds, 1, 65);
    this.thread = columnOf(rows, 0, 256);
    this.alternative = columnOf(rows, 1, 256);
    this.footprint = columnOf(rows, 2, 256);
    this.foreign = columnOf(rows, 3, 256);
  }

  #set(at: number, thread: number, alternative: number, footprint: number, foreign: number): void {
    if (at >= this.thread.length) {
      this.thread = larger(this.thread);
      this.alternative = larger(this.alternative);
      this.footprint = larger(this.footprint);
      this.foreign = larger(this.foreign);
    }
    this.thread[at] = thread;
    this.alternative[at] = alternative;
    this.footprint[at] = footprint;
    this.foreign[at] = foreign;
  }
}
