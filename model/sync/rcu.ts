/** RCU: readers that take no lock, and objects that are freed only when no reader can have them any more. */
import { SharedObject, type ThreadId } from '../../scheduler/object.js';
import { currentThreadId, type Operation, Step, type Steps, Violation } from '../../scheduler/step.js';
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
// A grace period begins with a look at who is inside and ends when all of those have left.
const BEGIN_GRACE_PERIOD: Operation<void> = {
  name: 'synchronize_rcu',
  fixedFootprint: true,
  perform: (step) => rcu(step as Step<never>).beginGracePeriod(),
  describe: () => 'synchronize_rcu()',
};
const END_GRACE_PERIOD: Operation<void> = {
  name: 'synchronize_rcu ends',
  fixedFootprint: true,
  enabled: (step) => rcu(step as Step<never>).isGracePeriodOver(step.argument as ThreadId),
  perform: (step) => rcu(step as Step<never>).endGracePeriod(),
  describe: () => 'synchronize_rcu() ends',
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

  constructor(name: string) {
    super(name);
    this.context.noteTouchedBetweenSteps();
  }

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

  /** Called by Rcu: it is to be freed when these have left. @internal */
  waitFor(readers: Iterable<ThreadId>): void {
    this.modifies();
    if (this.#readers !== null) throw new Violation('I-DBL', `${this.name} is freed twice`);
    this.#readers = new Set(readers);
  }

  /** Called by Rcu: is it among those whose sections it outlives? @internal */
  hasReader(reader: ThreadId): boolean {
    return this.#readers?.has(reader) === true;
  }

  /** Called by Rcu: the section of this reader of it has ended. True if nobody is left. @internal */
  outlive(reader: ThreadId): boolean {
    const readers = this.#readers!;
    this.modifies();
    readers.delete(reader);
    return readers.size === 0;
  }
}

/** Where it says for whom a grace period still waits, by the index of the thread that began it. */
const GRACE_PERIODS = 1 << 20;
/** Where it says which objects still have which readers. Before all that come the sections, by thread. */
const DEFERRED = GRACE_PERIODS - 1;

/**
 * Read-side sections and grace periods. Which threads are inside is tracked by thread: sections of different threads
 * commute, and only what is freed depends on them. Left out: sections inside sections.
 */
export class Rcu extends SharedObject {
  readonly #inside = new Set<ThreadId>();
  /** Objects with readers left. */
  readonly #deferred = new Set<RcuFreed>();
  /** By the thread that waits in synchronize_rcu: whose sections its grace period waits for. */
  readonly #gracePeriods = new Map<ThreadId, Set<ThreadId>>();
  /** Ends of sections ride along: nobody waits for sections. @internal */
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

  /** `synchronize_rcu`: waits until every section has ended that is open now. Sleeps. */
  *synchronize(): Steps {
    mightSleep('synchronize_rcu');
    yield* new Step(BEGIN_GRACE_PERIOD, this);
    yield* new Step(END_GRACE_PERIOD, this, currentThreadId());
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
    const gracePeriods = [...this.#gracePeriods].map(([thread, readers]) => [thread, new Set(readers)]);
    const deferred = [...this.#deferred].map((object) => [object, object.snapshot()]);
    return [new Set(this.#inside), new Set(gracePeriods), new Set(deferred)];
  }

  /** Called by the operations. @internal */
  enter(): void {
    const thread = currentThreadId();
    this.modifies(thread.index, thread.index + 1);
    this.#inside.add(thread);
  }
  /** @internal */
  leave(): void {
    const thread = currentThreadId();
    this.modifies(thread.index, thread.index + 1);
    this.#inside.delete(thread);
    for (const object of this.#deferred) {
      if (!object.hasReader(thread)) continue;
      this.updates(DEFERRED, GRACE_PERIODS);
      if (object.outlive(thread)) this.#deferred.delete(object);
    }
    for (const [waiter, readers] of this.#gracePeriods)
      if (readers.delete(thread)) this.updates(GRACE_PERIODS + waiter.index, GRACE_PERIODS + waiter.index + 1);
  }
  /** @internal */
  beginGracePeriod(): void {
    const { index } = currentThreadId();
    this.reads(0, DEFERRED);
    this.modifies(GRACE_PERIODS + index, GRACE_PERIODS + index + 1);
    this.#gracePeriods.set(currentThreadId(), new Set(this.#inside));
  }
  /** @internal */
  isGracePeriodOver(thread: ThreadId): boolean {
    return this.#gracePeriods.get(thread)!.size === 0;
  }
  /** @internal */
  endGracePeriod(): void {
    const { index } = currentThreadId();
    this.modifies(GRACE_PERIODS + index, GRACE_PERIODS + index + 1);
    this.#gracePeriods.delete(currentThreadId());
  }
  /** @internal */
  defer(object: RcuFreed): void {
    this.reads(0, DEFERRED);
    object.waitFor(this.#inside);
    if (this.#inside.size === 0) return;
    this.updates(DEFERRED, GRACE_PERIODS);
    this.#deferred.add(object);
  }
}
