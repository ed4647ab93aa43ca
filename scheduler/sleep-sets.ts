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
      this.#set(at++, this.thread[q]!, this.alternative[q]!, this.footprint[q]!);
    }
    this.end[d + 1] = at;
  }

  /** The event at index d is fully explored; its node has siblings left. */
  add(path: Path, d: number): void {
    this.#set(this.end[d]!++, path.thread[d]!, path.alternative[d]!, path.footprint[d]!);
  }

  /** Those of the nodes up to that depth. */
  save(depth: number): SavedSleepSets {
    const { start, end, thread, alternative, footprint } = this;
    return {
      start: [...start.subarray(0, depth + 1)],
      end: [...end.subarray(0, depth + 1)],
      rows: rowsOf(end[depth]!, thread, alternative, footprint),
    };
  }

  restore({ start, end, rows }: SavedSleepSets): void {
    const bounds = start.map((from, d) => [from, end[d]!]);
    this.start = columnOf(bounds, 0, 65);
    this.end = columnOf(bounds, 1, 65);
    this.thread = columnOf(rows, 0, 256);
    this.alternative = columnOf(rows, 1, 256);
    this.footprint = columnOf(rows, 2, 256);
  }

  #set(at: number, thread: number, alternative: number, footprint: number): void {
    if (at >= this.thread.length) {
      this.thread = larger(this.thread);
      this.alternative = larger(this.alternative);
      this.footprint = larger(this.footprint);
    }
    this.thread[at] = thread;
    this.alternative[at] = alternative;
    this.footprint[at] = footprint;
  }
}
