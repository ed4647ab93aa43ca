/** What threads have been seen to do, event by event, over many executions: what they may do, and what is likely. */
import type { FootprintTable } from '../footprint.js';
import type { Path } from '../path.js';

export class Foresight {
  readonly #footprints: FootprintTable;
  /** By thread and number of the event: all (alternative, footprint) pairs seen, one after another. */
  readonly #seen: number[][][] = [];
  /** By thread: the footprints of its events when it was last seen. */
  readonly #last: number[][] = [];
  /** By thread and footprint: the last event ever seen to conflict with it. Kept until something new is seen. */
  readonly #latest: Map<number, number>[] = [];
  /** By thread and footprint: conflicting events from the nth on. Kept until #last changes. */
  readonly #ahead: Map<number, Int32Array>[] = [];

  constructor(footprints: FootprintTable) {
    this.#footprints = footprints;
  }

  /** Notes the path's events. True if one was never seen before. */
  learn(path: Path): boolean {
    let isNew = false;
    for (let j = 0; j < path.depth; j++) {
      const footprint = path.footprint[j]!;
      const thread = path.thread[j]!;
      const nth = path.nth[j]!;
      while (this.#seen.length <= thread) {
        this.#seen.push([]);
        this.#last.push([]);
        this.#latest.push(new Map());
        this.#ahead.push(new Map());
      }
      const last = this.#last[thread]!;
      if (last[nth] === footprint && this.#seen[thread]![nth]!.length === 2) continue;
      if (last[nth] !== footprint) this.#ahead[thread]!.clear();
      last[nth] = footprint;
      const seen = (this.#seen[thread]![nth] ??= []);
      if (this.at(thread, nth, path.alternative[j]!).includes(footprint)) continue;
      seen.push(path.alternative[j]!, footprint);
      this.#latest[thread]!.clear();
      isNew = true;
    }
    return isNew;
  }

  /** Threads ever seen. */
  get threads(): number {
    return this.#seen.length;
  }

  /** Every footprint that the thread's nth event was seen to have with this outcome. */
  at(thread: number, nth: number, alternative: number): number[] {
    const seen = this.#seen[thread]?.[nth] ?? [];
    const found: number[] = [];
    for (let k = 0; k < seen.length; k += 2) if (seen[k] === alternative) found.push(seen[k + 1]!);
    return found;
  }

  /** What the thread's nth event was last seen to touch, or -1. */
  likely(thread: number, nth: number): number {
    return this.#last[thread]?.[nth] ?? -1;
  }

  /** Was the thread ever seen to do something that conflicts with the footprint, in its nth event or later? */
  mayConflict(thread: number, nth: number, footprint: number): boolean {
    const known = this.#latest[thread];
    if (known === undefined) return false;
    let latest = known.get(footprint);
    if (latest === undefined) {
      const seen = this.#seen[thread]!;
      latest = seen.length - 1;
      while (
        latest >= 0 &&
        !seen[latest]!.some((other, k) => k % 2 === 1 && this.#footprints.conflict(other, footprint))
      )
        latest--;
      known.set(footprint, latest);
    }
    return latest >= nth;
  }

  /** How many events of the thread, from its nth on, are likely to conflict with the footprint, or to be its like. */
  ahead(thread: number, nth: number, footprint: number, orAlike: boolean): number {
    const known = this.#ahead[thread];
    if (known === undefined) return 0;
    const key = 2 * footprint + (orAlike ? 1 : 0);
    let counts = known.get(key);
    if (counts === undefined) {
      const last = this.#last[thread]!;
      counts = new Int32Array(last.length + 1);
      for (let k = last.length - 1; k >= 0; k--) {
        const isMet = this.#footprints.conflict(last[k]!, footprint) || (orAlike && last[k] === footprint);
        counts[k] = counts[k + 1]! + (isMet ? 1 : 0);
      }
      known.set(key, counts);
    }
    return counts[nth] ?? 0;
  }
}
