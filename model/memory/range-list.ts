/** A private list of ranges, such as `vn->purge_list`: plain data that one thread at a time may use. */
import { PlainObject } from '../../scheduler/object.js';
import { type PageRange, showEntry } from './range-set.js';

/** Every operation depends on the whole list; what is put in and taken out is written by range. */
export class RangeList extends PlainObject {
  #ranges: readonly PageRange[] = [];

  /** `INIT_LIST_HEAD`, or `list_replace_init` from another list: replaces the contents. */
  replace(ranges: readonly PageRange[]): void {
    this.reads();
    for (const { start, end } of this.#ranges) this.writes(start, end);
    for (const { start, end } of ranges) this.writes(start, end);
    this.#ranges = ranges;
  }

  /** `list_del_init` of the first range. */
  shift(): void {
    this.reads();
    const [first, ...rest] = this.#ranges;
    if (first === undefined) return;
    this.writes(first.start, first.end);
    this.#ranges = rest;
  }

  /** All of them, in order. */
  get ranges(): readonly PageRange[] {
    this.reads();
    return this.told(this.#ranges);
  }

  override get tellsAnswers(): boolean {
    return true;
  }

  snapshot(): unknown {
    return this.#ranges.map(showEntry);
  }
}
