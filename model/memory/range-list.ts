/** A list of ranges under a lock of the caller's, or private like `vn->purge_list`. */
import { PlainObject } from '../../scheduler/object.js';
import { Step } from '../../scheduler/step.js';
import { LIST_EMPTY } from './list.js';
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

  /** `list_add`: in front. */
  add(range: PageRange): void {
    this.reads();
    this.writes(range.start, range.end);
    this.#ranges = [range, ...this.#ranges];
  }

  /** `list_move_tail` of the first range. */
  rotate(): void {
    this.modifies();
    const [first, ...rest] = this.#ranges;
    if (first !== undefined) this.#ranges = [...rest, first];
  }

  /** A marked, lockless `list_empty`: a step, allowed to race. */
  isEmptyOnce(): Step<boolean> {
    return new Step(LIST_EMPTY, this);
  }

  /** Called by the operation. @internal */
  lookMarked(): boolean {
    this.readsMarked();
    return this.#ranges.length === 0;
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
