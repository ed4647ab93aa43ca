/** Search trees as plain data: what is in them, by page, and the shape of the tree, which belongs to a lock. */
import { PlainObject, WHOLE } from '../../scheduler/object.js';
import type { Lock } from '../sync/lock.js';

/**
 * The tree's shape, as places of their own below page 0. Under the guard a walk touches the one and a change the other,
 * so that operations on other pages commute; without it, either touches both and races with every change.
 */
const CHANGED = -2;
const WALKED = -1;

/**
 * Whoever changes one entry rebalances the tree: two changes of different pages commute only under a common lock. To look
 * at an entry is to walk down the same tree. Marked reads, as under RCU, are free.
 */
export abstract class GuardedTree extends PlainObject {
  readonly #guard: Lock | null;

  /** @param guard the lock without which nobody may walk or change the tree; null: by page is all that is tracked */
  constructor(name: string, guard: Lock | null) {
    super(name);
    this.#guard = guard;
  }

  protected override reads(low = 0, high = WHOLE): void {
    super.reads(low, high);
    if (this.#guard !== null && !this.context.ghost) super.reads(this.#guard.isHeldByMe ? WALKED : CHANGED, 0);
  }

  protected override modifies(low = 0, high = WHOLE): void {
    super.modifies(low, high);
    if (this.#guard === null || this.context.ghost) return;
    if (this.#guard.isHeldByMe) super.updates(CHANGED, WALKED);
    else super.modifies(CHANGED, 0);
  }
}
