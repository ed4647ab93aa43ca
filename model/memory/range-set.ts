/** Sets of page ranges: free trees and busy trees. Plain data; accesses are tracked by range. */
import { WHOLE } from '../../scheduler/object.js';
import { type Operation, report, Step, Violation } from '../../scheduler/step.js';
import type { Lock } from '../sync/lock.js';
import { GuardedTree } from './guarded-tree.js';

/** Pages `[start, end)`. */
export interface PageRange {
  /** First page. */
  readonly start: number;
  /** The page behind the last. */
  readonly end: number;
  /** `va->flags`; 0 if absent. */
  readonly flags?: number;
}

/** `[3,5)` */
export function showRange({ start, end }: PageRange): string {
  return `[${start},${end})`;
}

/** `[3,5) flags 0x100`: all there is to say of an entry. */
export function showEntry(range: PageRange): string {
  return showRange(range) + (range.flags ? ` flags 0x${range.flags.toString(16)}` : '');
}

/** `address` rounded up to a multiple of `align` (pages, a power of two or not). */
export function alignUp(address: number, align: number): number {
  return Math.ceil(address / align) * align;
}

/** The same, rounded down. */
export function alignDown(address: number, align: number): number {
  return Math.floor(address / align) * align;
}

/** For every tree that has `lookMarked`. */
export const IS_EMPTY: Operation<boolean> = {
  name: 'RB_EMPTY_ROOT',
  perform: (step) => (step.object as RangeSet).lookMarked(),
  describe: (step) => `RB_EMPTY_ROOT(${step.object!.name})`,
};

/**
 * Disjoint ranges in order of address, like the free tree and its list. Merging is the caller's choice, as in the
 * kernel; an overlapping insertion is refused, as `merge_or_add_vmap_area` refuses it.
 *
 * What an operation touches, by page: `carve` reads from the start of its window to the end of what it took;
 * `merge` touches what it adds, so that two merges commute; whoever depends on where entries end (`insert`,
 * `remove`, `mergeOrAdd`) also reads the pages next to them.
 */
export class RangeSet extends GuardedTree {
  readonly #ranges: PageRange[];

  /** @param guard see GuardedTree */
  constructor(name: string, ranges: readonly PageRange[] = [], guard: Lock | null = null) {
    super(name, guard);
    this.#ranges = [...ranges];
  }

  /**
   * `__alloc_vmap_area`: takes `pages` pages at the lowest fitting address in `[low, high)`, aligned.
   * @returns the first page, or null if nothing fits
   */
  carve(pages: number, align: number, low: number, high: number): number | null {
    const entry = this.lowestMatch(pages, align, low, high);
    const start = entry === null ? high : alignUp(Math.max(entry.start, low), align);
    const end = start + pages;
    if (entry === null || end > high) {
      this.reads(low, high);
      return this.told(null);
    }
    this.#take(this.#ranges.indexOf(entry), start, end);
    this.reads(low, end);
    this.modifies(start, end);
    if (entry.flags !== undefined) this.#readsAround(entry); // whose flags the rest has depends on the order
    return this.told(start);
  }

  /**
   * `find_vmap_lowest_match`: the entry that `carve` would take from, for a caller that looks at it before.
   * @returns the entry, or null if nothing fits below `high`
   */
  findLowest(pages: number, align: number, low: number, high: number): PageRange | null {
    const entry = this.lowestMatch(pages, align, low, high);
    const fits = entry !== null && alignUp(Math.max(entry.start, low), align) + pages <= high;
    if (fits) this.reads(Math.max(0, Math.min(low, entry.start - 1)), entry.end + 1);
    else this.reads(low, high);
    return this.told(fits ? entry : null);
  }

  /** The search itself: the lowest entry that has room for the request at or above `low`, or null. */
  protected lowestMatch(pages: number, align: number, low: number, _high: number): PageRange | null {
    return this.#ranges.find(({ start, end }) => alignUp(Math.max(start, low), align) + pages <= end) ?? null;
  }

  /** Puts `entries` in the place of `count` entries: here, and only here, the contents change. Returns the old ones. */
  protected replace(at: number, count: number, ...entries: readonly PageRange[]): PageRange[] {
    return this.#ranges.splice(at, count, ...entries);
  }

  /**
   * `va_alloc`: takes `pages` pages from this one entry, as low as possible, aligned, within `[low, high)`.
   * @returns the first page, or null if they do not fit into the entry
   */
  carveFrom(entry: PageRange, pages: number, align: number, low: number, high: number): number | null {
    const start = alignUp(Math.max(entry.start, low), align);
    if (start + pages > Math.min(entry.end, high)) return this.told(null);
    this.modifies(start, start + pages);
    this.#readsAround(entry);
    const at = this.#ranges.findIndex((range) => range.start === entry.start && range.end === entry.end);
    if (at < 0) throw new Violation('I-TREE', `${showRange(entry)} is not in ${this.name}`);
    this.#take(at, start, start + pages);
    return this.told(start);
  }

  /** Cuts `[start, end)` out of the entry at this index. */
  #take(at: number, start: number, end: number): void {
    const entry = this.#ranges[at]!;
    const rest: PageRange[] = [];
    if (start > entry.start) rest.push({ ...entry, end: start });
    if (end < entry.end) rest.push({ ...entry, start: end });
    this.replace(at, 1, ...rest);
  }

  /** `insert_vmap_area`: adds the range as an entry of its own. False, and nothing done, if it overlaps another. */
  insert(range: PageRange): boolean {
    this.modifies(range.start, range.end);
    this.#readsAround(range);
    const at = this.#slotOf(range);
    if (at < 0) return this.told(false);
    for (const next of [this.#ranges[at - 1], this.#ranges[at]])
      if (next !== undefined && (next.end === range.start || next.start === range.end))
        report(
          new Violation('I-TREE', `${showRange(range)} is put beside a neighbour in ${this.name}, not joined to it`),
        );
    this.replace(at, 0, range);
    return this.told(true);
  }

  /**
   * `merge_or_add_vmap_area`: adds the range and joins it with free neighbours.
   * @returns the joined range, or null, and nothing done, if it overlaps another
   */
  mergeOrAdd(range: PageRange): PageRange | null {
    const joined = this.#merge(range);
    if (joined !== null) this.#readsAround(joined);
    return this.told(joined);
  }

  #readsAround({ start, end }: PageRange): void {
    this.reads(Math.max(0, start - 1), end + 1);
  }

  /** As `mergeOrAdd`, for a caller that does not look at the joined range, nor at flags: two of these commute. */
  merge({ start, end }: PageRange): boolean {
    const joined = this.#merge({ start, end });
    if (joined?.flags !== undefined) this.#readsAround(joined); // whose flags it has depends on the order
    return this.told(joined !== null);
  }

  #merge(range: PageRange): PageRange | null {
    this.modifies(range.start, range.end);
    const at = this.#slotOf(range);
    if (at < 0) return null;
    // The next neighbour absorbs the range first, then the previous one absorbs the result: it keeps its flags.
    let joined = range;
    let from = at;
    let count = 0;
    const next = this.#ranges[at];
    if (next !== undefined && next.start === range.end) {
      joined = { ...next, start: range.start };
      count++;
    }
    const previous = this.#ranges[at - 1];
    if (previous !== undefined && previous.end === range.start) {
      joined = { ...previous, end: joined.end };
      from = at - 1;
      count++;
    }
    this.replace(from, count, joined);
    return joined;
  }

  /** Index at which the range belongs, or -1 if it overlaps an entry. */
  #slotOf(range: PageRange): number {
    let at = 0;
    while (at < this.#ranges.length && this.#ranges[at]!.end <= range.start) at++;
    return at < this.#ranges.length && this.#ranges[at]!.start < range.end ? -1 : at;
  }

  /** `unlink_va`: removes exactly this entry. A violation if there is no such entry. */
  remove(range: PageRange): void {
    this.modifies(range.start, range.end);
    this.#readsAround(range);
    const at = this.#ranges.findIndex((entry) => entry.start === range.start && entry.end === range.end);
    if (at < 0) throw new Violation('I-TREE', `${showRange(range)} is unlinked from ${this.name}, where it is not`);
    this.replace(at, 1);
  }

  /** Takes every entry, in order of address. */
  takeAll(): PageRange[] {
    this.modifies();
    return this.told(this.replace(0, this.#ranges.length));
  }

  /** The longest entry, in pages; 0 if there is none (`subtree_max_size` of the root). */
  get longest(): number {
    this.reads();
    return this.told(this.#ranges.reduce((longest, { start, end }) => Math.max(longest, end - start), 0));
  }

  /** Nothing is free. By somebody who holds the lock. */
  get isEmpty(): boolean {
    this.reads();
    return this.told(this.#ranges.length === 0);
  }

  /** A marked, lockless `RB_EMPTY_ROOT`: a step, allowed to race. */
  isEmptyOnce(): Step<boolean> {
    return new Step(IS_EMPTY, this);
  }

  /** Called by the operation. @internal */
  lookMarked(): boolean {
    this.readsMarked();
    return this.#ranges.length === 0;
  }

  /** All entries, in order of address. For properties. */
  get ranges(): readonly PageRange[] {
    this.reads(0, WHOLE);
    return this.told(this.#ranges);
  }

  override get tellsAnswers(): boolean {
    return true;
  }

  snapshot(): unknown {
    return this.#ranges.map(showEntry);
  }
}
