/** Busy trees: areas by address, each an entry of its own, never merged. Accesses are tracked by range. */
import { WHOLE } from '../../scheduler/object.js';
import { type Operation, Step, Violation } from '../../scheduler/step.js';
import type { Lock } from '../sync/lock.js';
import { GuardedTree } from './guarded-tree.js';
import { IS_EMPTY, type PageRange, showEntry, showRange } from './range-set.js';

const RCU_NEXT: Operation<PageRange | null> = {
  name: 'list_next_rcu',
  perform: (step) => (step.object as AreaTree<PageRange>).lookFrom(step.argument as number),
  describe: (step) => `list_next_rcu(${step.object!.name}, from ${step.argument})`,
};

/** An ordered tree of areas that keep their identity: `vn->busy`, `vmap_area_root`. */
export class AreaTree<A extends PageRange> extends GuardedTree {
  readonly #areas: A[] = [];

  /** @param guard see GuardedTree */
  constructor(name: string, guard: Lock | null = null) {
    super(name, guard);
  }

  /** `insert_vmap_area`. Overlap with an entry is a violation (a BUG in the kernel). */
  insert(area: A): void {
    this.modifies(area.start, area.end);
    let at = 0;
    while (at < this.#areas.length && this.#areas[at]!.end <= area.start) at++;
    const next = this.#areas[at];
    if (next !== undefined && next.start < area.end)
      throw new Violation(
        'I-OVL',
        `${showRange(area)} is inserted into ${this.name}, where it overlaps ${showRange(next)}`,
      );
    this.#areas.splice(at, 0, area);
  }

  /** `unlink_va`. A violation if the area is not here. */
  unlink(area: A): void {
    this.modifies(area.start, area.end);
    const at = this.#areas.indexOf(area);
    if (at < 0) throw new Violation('I-TREE', `${showRange(area)} is unlinked from ${this.name}, where it is not`);
    this.#areas.splice(at, 1);
  }

  /** `__find_vmap_area`: the area that holds the page, or null. */
  find(page: number): A | null {
    this.reads(page, page + 1);
    return this.told(this.#areas.find((area) => area.start <= page && page < area.end) ?? null);
  }

  /** `list_replace_init` and an empty root: takes every area, in order of address. */
  takeAll(): A[] {
    this.modifies();
    return this.told(this.#areas.splice(0));
  }

  /** A marked, lockless `RB_EMPTY_ROOT`: a step, allowed to race. */
  isEmptyOnce(): Step<boolean> {
    return new Step(IS_EMPTY, this);
  }

  /** Called by the operation. @internal */
  lookMarked(): boolean {
    this.readsMarked();
    return this.#areas.length === 0;
  }

  /** The lowest area that ends at this address or above it, or null. */
  firstEndingFrom(address: number): A | null {
    const first = this.#areas.find(({ end }) => end >= address) ?? null;
    this.reads(Math.max(0, address - 1), first?.end ?? WHOLE);
    return this.told(first);
  }

  /** `list_next_entry`: the area above this one; null if it is the last. */
  next(area: A): A | null {
    const next = this.#areas[this.#areas.indexOf(area) + 1] ?? null;
    this.reads(area.start, next?.end ?? WHOLE);
    return this.told(next);
  }

  /** `rb_prev`: the area below this one; null if it is the first. */
  previous(area: A): A | null {
    const previous = this.#areas[this.#areas.indexOf(area) - 1] ?? null;
    this.reads(previous?.start ?? 0, area.end);
    return this.told(previous);
  }

  /** Whether this very area is here, not just one at its place. */
  has(area: A): boolean {
    this.reads(area.start, area.end);
    return this.told(this.#areas.includes(area));
  }

  /** The next element of a walk without the lock, under `rcu_read_lock`: the first area from this address up. */
  nextRcu(address: number): Step<A | null> {
    return new Step(RCU_NEXT, this, address) as Step<PageRange | null> as Step<A | null>;
  }

  /** Called by the operation. @internal */
  lookFrom(address: number): A | null {
    const next = this.#areas.find(({ start }) => start >= address) ?? null;
    this.readsMarked(address, next?.end ?? WHOLE);
    return next;
  }

  /** All areas, in order of address. For properties. */
  get areas(): readonly A[] {
    this.reads(0, WHOLE);
    return this.told(this.#areas);
  }

  override get tellsAnswers(): boolean {
    return true;
  }

  snapshot(): unknown {
    return this.#areas.map(showEntry);
  }
}
