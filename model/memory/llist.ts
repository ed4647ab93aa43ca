/** `struct llist_head`: a list without a lock. Whoever adds goes first; taking takes everything. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, Step } from '../../scheduler/step.js';
import { type PageRange, showEntry, showRange } from './range-set.js';

const LLIST_ADD: Operation<boolean> = {
  name: 'llist_add',
  perform: (step) => (step.object as LList).doAdd(step.argument as PageRange),
  describe: (step) => `llist_add(${showRange(step.argument as PageRange)}, ${step.object!.name})`,
};

const LLIST_DEL_ALL: Operation<PageRange[]> = {
  name: 'llist_del_all',
  perform: (step) => (step.object as LList).doDelAll(),
};

/** Ranges; every operation is one step. */
export class LList<R extends PageRange = PageRange> extends SharedObject {
  #ranges: R[] = [];

  /** `llist_add`: in front. True if the list was empty. */
  add(range: R): Step<boolean> {
    return new Step(LLIST_ADD, this, range);
  }

  /** `llist_del_all`: takes everything, last in first. */
  delAll(): Step<R[]> {
    return new Step(LLIST_DEL_ALL, this) as Step<unknown> as Step<R[]>;
  }

  /** All of them, in order. For properties. */
  get ranges(): readonly R[] {
    this.reads();
    return this.#ranges;
  }

  snapshot(): unknown {
    return this.#ranges.map(showEntry);
  }

  /** Called by the operations. */
  doAdd(range: PageRange): boolean {
    this.modifies();
    this.#ranges = [range as R, ...this.#ranges];
    return this.#ranges.length === 1;
  }
  doDelAll(): R[] {
    this.modifies();
    const taken = this.#ranges;
    this.#ranges = [];
    return taken;
  }
}
