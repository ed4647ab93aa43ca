/** RCU: readers that take no lock, and objects that are freed only when no reader can have them any more. */
import { SharedObject, type ThreadId } from '../../scheduler/object.js';
import { currentThreadId, type Operation, Step, type Steps, Violation } from '../../scheduler/step.js';
import { awaitUntil } from './await.js';
import { mightSleep } from './might-sleep.js';

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

  /** Whether everybody has left who might read it, since somebody freed it. */
  get isGone(): boolean {
    this.reads();
    return this.told(this.#readers?.size === 0);
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

  /** Nothing is answered but that it is there, and what is told. */
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

  /** Called by Rcu: the section of one of them has ended. */
  outlive(reader: ThreadId): void {
    this.modifies();
    this.#readers!.delete(reader);
  }
}

/** Where in the range of an `Rcu` that begins which says what waits for each thread's section; below: who is inside. */
const WAITING = 1 << 16;

const waitingFor = ({ index }: ThreadId) => [WAITING + index, WAITING + index + 1] as const;

/** What has to wait for the same readers as an object that is freed when it is made. */
class GracePeriod extends RcuFreed {}

/**
 * Read-side sections and grace periods. Which threads are inside is tracked by thread: sections of different threads
 * commute, and only what is freed depends on them. Left out: sections inside sections.
 */
export class Rcu extends SharedObject {
  /** Threads in a section, and what is to be freed only after it. */
  readonly #inside = new Map<ThreadId, Set<RcuFreed>>();
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

  /** `synchronize_rcu`: waits until every section has ended that is open now. */
  *synchronize(): Steps {
    mightSleep('synchronize_rcu()');
    const period = new GracePeriod('grace period');
    yield* this.kfreeRcu(period);
    yield* awaitUntil([period], () => period.isGone);
  }

  /** `kfree`: frees the object at once, whoever reads it. */
  kfree(object: RcuFreed): Step<void> {
    return new Step(KFREE, this, object);
  }

  snapshot(): unknown {
    return new Map(this.#inside);
  }

  /** Called by the operations. */
  enter(): void {
    const thread = currentThreadId();
    this.modifies(thread.index, thread.index + 1);
    this.#inside.set(thread, new Set());
  }
  leave(): void {
    const thread = currentThreadId();
    this.modifies(thread.index, thread.index + 1);
    this.modifies(...waitingFor(thread));
    for (const object of this.#inside.get(thread) ?? []) object.outlive(thread);
    this.#inside.delete(thread);
  }
  defer(object: RcuFreed): void {
    this.reads(0, WAITING);
    object.waitFor(this.#inside.keys());
    for (const [thread, waiting] of this.#inside) {
      this.updates(...waitingFor(thread)); // what else waits makes no difference
      waiting.add(object);
    }
  }
}
