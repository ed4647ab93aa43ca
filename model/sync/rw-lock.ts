/** `rwlock_t`: one writer or any number of readers. */
import { SharedObject, type ThreadId, WHOLE } from '../../scheduler/object.js';
import { currentThreadId, type Operation, Step, Violation } from '../../scheduler/step.js';

const rw = (step: Pick<Step, 'object'>) => step.object as RwLock;

const READ_LOCK: Operation<void> = {
  name: 'read_lock',
  fixedFootprint: true,
  enabled: (step) => rw(step).writer === null,
  perform: (step) => rw(step).enter(),
  waitsFor: (step) => rw(step).writer?.index ?? -1,
};
const READ_TRYLOCK: Operation<boolean> = { name: 'read_trylock', perform: (step) => rw(step).tryEnter() };
const READ_UNLOCK: Operation<void> = {
  name: 'read_unlock',
  perform: (step) => rw(step).leave(),
  rides: (step) => rw(step).isUnobserved,
};
const WRITE_LOCK: Operation<void> = {
  name: 'write_lock',
  fixedFootprint: true,
  enabled: (step) => rw(step).isFree,
  perform: (step) => rw(step).take(),
  waitsFor: (step) => rw(step).onlyHolder,
};
const WRITE_TRYLOCK: Operation<boolean> = { name: 'write_trylock', perform: (step) => rw(step).tryTake() };
const WRITE_UNLOCK: Operation<void> = {
  name: 'write_unlock',
  perform: (step) => rw(step).drop(),
  rides: (step) => rw(step).isUnobserved,
};
const UPGRADE: Operation<void> = {
  name: 'upgrade',
  enabled: (step) => !rw(step).isReadWith(step.argument as ThreadId),
  perform: (step) => rw(step).upgraded(),
};
const DOWNGRADE: Operation<void> = {
  name: 'downgrade_write',
  perform: (step) => rw(step).downgraded(),
  rides: (step) => rw(step).isUnobserved,
};

/** Where the writer is among the object's places; each reader is at its thread's index. */
const WRITER = WHOLE - 1;

/**
 * Read sections of different threads commute. No fairness is promised: readers may overtake a writer that waits. Nobody
 * sleeps in a section. Left out: a read lock that its holder takes again, which is a violation here.
 */
export class RwLock extends SharedObject {
  /** Who writes; null if nobody does. For properties. */
  writer: ThreadId | null = null;
  readonly #readers = new Set<ThreadId>();
  /** As of Lock: releases ride along while nobody is known to try-lock it. */
  readonly isUnobserved: boolean;

  constructor(name: string) {
    super(name);
    this.isUnobserved = this.context.isUnobserved(this.id);
  }

  /** Waits until nobody writes. */
  readLock(): Step<void> {
    return new Step(READ_LOCK, this);
  }
  /** True if nobody wrote, and the running thread is a reader now. */
  readTrylock(): Step<boolean> {
    return new Step(READ_TRYLOCK, this);
  }
  /** `read_unlock`. By anyone but a reader: a violation. */
  readUnlock(): Step<void> {
    return new Step(READ_UNLOCK, this);
  }
  /** Waits until nobody reads or writes. */
  writeLock(): Step<void> {
    return new Step(WRITE_LOCK, this);
  }
  /** True if nobody read or wrote, and the running thread is the writer now. */
  writeTrylock(): Step<boolean> {
    return new Step(WRITE_TRYLOCK, this);
  }
  /** `write_unlock`. By anyone but the writer: a violation. */
  writeUnlock(): Step<void> {
    return new Step(WRITE_UNLOCK, this);
  }
  /** A reader waits until it is the only one, and is the writer then. Two at a time wait for each other. */
  upgrade(): Step<void> {
    return new Step(UPGRADE, this, currentThreadId());
  }
  /** The writer becomes a reader, and lets other readers in. */
  downgradeWrite(): Step<void> {
    return new Step(DOWNGRADE, this);
  }

  snapshot(): unknown {
    return [this.writer, new Set(this.#readers)];
  }

  /** Called by the operations. @internal */
  get isFree(): boolean {
    return this.writer === null && this.#readers.size === 0;
  }
  /** Index of the thread that holds it if that is one, or -1. */
  get onlyHolder(): number {
    const [holder, another] = this.writer === null ? this.#readers : [this.writer];
    return another === undefined ? (holder?.index ?? -1) : -1;
  }
  /** @internal */
  isReadWith(reader: ThreadId): boolean {
    return this.#readers.has(reader) && this.#readers.size > 1;
  }

  /** @internal */
  enter(): void {
    const me = currentThreadId();
    if (this.#readers.has(me)) throw new Violation('recursive read lock', `read_lock(${this.name}) by a reader of it`);
    this.#readers.add(me);
    this.reads(WRITER, WHOLE);
    this.context.acquire(this.id, 0, me.index, me.index + 1);
    this.context.share(this.id, true);
  }
  /** @internal */
  tryEnter(): boolean {
    this.context.observe(this.id);
    if (this.writer === null) this.enter();
    else this.reads(WRITER, WHOLE);
    return this.writer === null;
  }
  /** @internal */
  leave(): void {
    const me = currentThreadId();
    if (!this.#readers.delete(me)) throw this.#notHeld('read_unlock', me);
    this.context.release(this.id, me.index, me.index + 1);
    this.context.share(this.id, false);
  }

  /** @internal */
  take(): void {
    this.writer = currentThreadId();
    this.context.acquire(this.id, 0);
  }
  /** @internal */
  tryTake(): boolean {
    this.context.observe(this.id);
    this.reads();
    if (!this.isFree) return false;
    this.take();
    return true;
  }
  /** @internal */
  drop(): void {
    const me = currentThreadId();
    if (this.writer !== me) throw this.#notHeld('write_unlock', me);
    this.writer = null;
    this.context.release(this.id);
  }

  /** @internal */
  upgraded(): void {
    const me = currentThreadId();
    if (!this.#readers.delete(me)) throw this.#notHeld('upgrade', me);
    this.modifies();
    this.writer = me;
    this.context.share(this.id, false);
  }
  /** @internal */
  downgraded(): void {
    const me = currentThreadId();
    if (this.writer !== me) throw this.#notHeld('downgrade_write', me);
    this.modifies();
    this.writer = null;
    this.#readers.add(me);
    this.context.share(this.id, true);
  }

  #notHeld(operation: string, { name, index }: ThreadId): Violation {
    this.reads(index, index + 1);
    this.reads(WRITER, WHOLE);
    return new Violation('unlock by a non-owner', `${operation}(${this.name}), but ${name} does not hold it so`);
  }
}
