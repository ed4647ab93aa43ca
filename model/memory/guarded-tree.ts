/** Search trees as plain data: what is in them, by page, and the shape of the tree, which belongs to a lock. */
import { PlainObject, WHOLE } from '../../scheduler/object.js';
import type { Lock } from '../sync/lock.js';

/** Parts of a shape: under the guard a walk touches the one and a change the other; without it, either touches both. */
const CHANGED = 0;
const WALKED = 1;
const BOTH = 2;

/** How the nodes of a tree hang together. */
class TreeShape extends PlainObject {
  readonly #guard: Lock;

  /** @param tree its name */
  constructor(tree: string, guard: Lock) {
    super(`shape of ${tree}`);
    this.#guard = guard;
  }

  walk(): void {
    this.reads(this.#guard.isHeldByMe ? WALKED : CHANGED, BOTH);
  }

  change(): void {
    if (this.#guard.isHeldByMe) this.updates(CHANGED, WALKED);
    else this.modifies(CHANGED, BOTH);
  }

  override get tellsAnswers(): boolean {
    return true;
  }

  /** What is in the tree is the tree's to say; nobody learns anything else of its shape. */
  snapshot(): null {
    return null;
  }
}

/**
 * Whoever changes one entry rebalances the tree, and whoever looks for one walks down it: under the guard, operations on
 * other pages commute; without it, they race with every change. Marked reads, as under RCU, are free.
 */
export abstract class GuardedTree extends PlainObject {
  readonly #shape: TreeShape | null;

  /** @param guard the lock without which nobody may walk or change the tree; null: only pages are tracked */
  constructor(name: string, guard: Lock | null) {
    super(name);
    this.#shape = guard === null ? null : new TreeShape(name, guard);
  }

  /** False for claims, which look at the entries and not at the tree. */
  get #isWalked(): boolean {
    return this.context.recording && this.context.thread >= 0 && !this.context.ghost;
  }

  /** @internal */
  protected override reads(low = 0, high = WHOLE): void {
    super.reads(low, high);
    if (this.#isWalked) this.#shape?.walk();
  }

  /** @internal */
  protected override modifies(low = 0, high = WHOLE): void {
    super.modifies(low, high);
    if (this.#isWalked) this.#shape?.change();
  }
}
