/** RCU: readers that take no lock, and objects that are freed only when no reader can have them any more. */
import { SharedObject, type ThreadId } from '../../scheduler/object.js';
import { currentThreadId, type Operation, Step, Violation } from '../../scheduler/step.js';

const rcu = (step: Step<never>) => step.object as Rcu;

const READ_LOCK: Operation<void> = {
  name: 'rcu_read_lock',
  perform: (step) => rcu(step as Step<never>).enter(),
  describe: () => 'rcu_read_lock()',
};
// Both ride with the step before them: to leave a section or to free an object earlier only exposes more.
const READ_UNLOCK: Operation<void> = {
  name: 'rcu_read_unlock',
  perform: (step) => rcu(step as Step<never>).leave(),
  rides: (step) => rcu(step as Step<never>).rides,
  describe: () => 'rcu_read_unlock()',
};
const KFREE_RCU: Operation<void> = {
  name: 'kfree_rcu',
  perform: (step) => rcu(step as Step<never>).defer(step.argument as RcuFreed),
  rides: (step) => rcu(step as Step<never>).rides,
  describe: (step) => `kfree_rcu(${(step.argument as RcuFreed).name})`,
};
const KFREE: Operation<void> = {
  name: 'kfree',
  perform: (step) => (step.argument as RcuFreed).waitFor([]),
  rides: (step) => rcu(step as Step<never>).rides,
  describe: (step) => `kfree(${(step.argument as RcuFreed).name})`,
};

/**
 * What has a `struct rcu_head` inside. It counts as freed as soon as the kernel may free it: when every section has ended
 * that was open when it was given to `kfree_rcu`.
 */
export abstract class RcuFreed extends SharedObject {
  /** Threads whose sections it outlives; null while nobody has freed it. */
  #readers: Set<ThreadId> | null = null;

  /** The running thread follows a pointer into it. A violation if it may have been freed. */
  use(): void {
    this.reads();
    if (this.#readers?.size === 0) throw new Violation('I-UAF', `${this.name} is used after it was freed`);
  }

  /** Somebody has freed it, or given it to `kfree_rcu`. For claims. */
  get isFreed(): boolean {
    this.reads();
    return this.#readers !== null;
  }

  /** In traces and JSON: the name. */
  toJSON(): string {
    return this.name;
  }

  /** Nothing is answered but that it is there. */
  override get tellsAnswers(): boolean {
    return true;
  }

  snapshot(): unknown {
    return this.#readers === null ? null : new Set(this.#readers);
  }

  /** Called by what frees it: when these have left. */
  waitFor(readers: Iterable<ThreadId>): void {
    this.modifies();
    if (this.#readers !== null) throw new Violation('I-DBL', `${this.name} is freed twice`);
    this.#readers = new Set(readers);
  }

  /** Called by Rcu: the thread's section has ended. True if nobody is left. */
  outlive(reader: ThreadId): boolean {
    const readers = this.#readers!;
    if (!readers.has(reader)) return false;
    this.modifies();
    readers.delete(reader);
    return readers.size === 0;
  }
}

/**
 * Read-side sections and grace periods. Which threads are inside is tracked by thread: sections of different threads
 * commute, and only what is freed depends on them. Left out: sections inside sections.
 */
export class Rcu extends SharedObject {
  readonly #inside = new Set<ThreadId>();
  /** Objects with readers left; what they say themselves, in another order. */
  readonly #deferred = new Set<RcuFreed>();
  readonly rides: boolean;

  constructor(name = 'rcu') {
    super(name);
    this.rides = this.context.fuse;
  }

  /** `rcu_read_lock`. */
  readLock(): Step<void> {
    return new Step(READ_LOCK, this);
  }

  /** `rcu_read_unlock`. */
  readUnlock(): Step<void> {
    return new Step(READ_UNLOCK, this);
  }

  /** `kfree_rcu`: frees the object after a grace period. Twice: a violation. */
  kfreeRcu(object: RcuFreed): Step<void> {
    return new Step(KFREE_RCU, this, object);
  }

  /** `kfree`: frees the object at once, whoever reads it. */
  kfree(object: RcuFreed): Step<void> {
    return new Step(KFREE, this, object);
  }

  snapshot(): unknown {
    return new Set(this.#inside);
  }

  /** Called by the operations. */
  enter(): void {
    const thread = currentThreadId();
    this.modifies(thread.index, thread.index + 1);
    this.#inside.add(thread);
  }
  leave(): void {
    const thread = currentThreadId();
    this.modifies(thread.index, thread.index + 1);
    this.#inside.delete(thread);
    for (const object of this.#deferred) if (object.outlive(thread)) this.#deferred.delete(object);
  }
  defer(object: RcuFreed): void {
    this.reads();
    object.waitFor(this.#inside);
    if (this.#inside.size > 0) this.#deferred.add(object);
  }
}
