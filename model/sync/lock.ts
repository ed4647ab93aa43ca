/** What spin locks and mutexes share: one holder, waiters that wait, try-locks, and releases that may be observed. */
import { READ, SharedObject, type ThreadId } from '../../scheduler/object.js';
import { currentThread, type Operation, report, Step, Violation } from '../../scheduler/step.js';

const NOBODY = -1;

/** The operations of one kind of lock, under the kernel's names for them. */
export interface LockOperations {
  readonly lock: Operation<void>;
  readonly tryLock: Operation<boolean>;
  readonly unlock: Operation<void>;
  readonly isLocked: Operation<boolean>;
}

/** Operations named for the kernel functions `lock`, `tryLock`, `unlock` and `isLocked`. */
export function lockOperations(lock: string, tryLock: string, unlock: string, isLocked: string): LockOperations {
  const owner = (step: Step<never>) => step.object as Lock;
  return {
    lock: {
      name: lock,
      acquires: true,
      enabled: (step) => owner(step as Step<never>).holder === NOBODY,
      perform: (step) => owner(step as Step<never>).take(),
      waitsFor: (step) => owner(step as Step<never>).holder,
    },
    tryLock: { name: tryLock, perform: (step) => owner(step as Step<never>).tryTake() },
    unlock: {
      name: unlock,
      perform: (step) => owner(step as Step<never>).drop(unlock),
      rides: (step) => owner(step as Step<never>).isUnobserved,
    },
    isLocked: { name: isLocked, perform: (step) => owner(step as Step<never>).look() },
  };
}

/** A lock with one holder. No fairness is promised: any waiter may be next. */
export abstract class Lock extends SharedObject {
  /** Index of the thread that holds it, or NOBODY. */
  holder = NOBODY;
  /** Claim I-HOLD: most steps that the holder may take before it releases the lock; a violation above. */
  maxHold = Number.POSITIVE_INFINITY;
  #takenAt = 0;
  #onRelease: ((steps: number) => void) | null = null;
  /** True while nobody is known to try-lock or query this lock: its release cannot be observed and rides along. */
  readonly isUnobserved: boolean;
  readonly #operations: LockOperations;
  readonly #class: string | null;

  /** @param lockClass see SharedObject.lockClass */
  constructor(name: string, operations: LockOperations, lockClass: string | null = null) {
    super(name);
    this.#operations = operations;
    this.#class = lockClass;
    this.isUnobserved = this.context.isUnobserved(this.id);
  }

  override get lockClass(): string {
    return this.#class ?? super.lockClass;
  }

  /** Waits until the lock is free and takes it. */
  lock(): Step<void> {
    return new Step(this.#operations.lock, this);
  }

  /** Takes the lock if it is free; true if it did. */
  tryLock(): Step<boolean> {
    return new Step(this.#operations.tryLock, this);
  }

  /** Releases the lock. By anyone but its holder: a violation. */
  unlock(): Step<void> {
    return new Step(this.#operations.unlock, this);
  }

  /** Whether anybody holds it. */
  isLocked(): Step<boolean> {
    return new Step(this.#operations.isLocked, this);
  }

  /** True if the running thread holds it; for `lockdep_assert_held`. Not a step: only the holder can change it. */
  get isHeldByMe(): boolean {
    return this.holder === currentThread();
  }

  /** For properties: is nobody inside? */
  get isFree(): boolean {
    this.reads();
    return this.holder === NOBODY;
  }

  snapshot(): ThreadId | null {
    return this.holder === NOBODY ? null : this.context.idOf(this.holder);
  }

  /** Claim: tell `sink`, which is no part of the world, of how many steps each hold was. */
  measureHolds(sink: (steps: number) => void): void {
    this.#onRelease = sink;
  }

  get #isTimed(): boolean {
    return this.maxHold !== Number.POSITIVE_INFINITY || this.#onRelease !== null;
  }

  /** Called by the operations. @internal */
  take(): void {
    this.#hold(0);
  }

  #hold(extraMode: number): void {
    const { context } = this;
    this.holder = context.thread;
    this.#takenAt = context.stepsOf[context.thread] ?? 0;
    if (this.#isTimed) context.holdTimed(1);
    context.acquire(this.id, extraMode);
  }

  /** @internal */
  tryTake(): boolean {
    this.context.observe(this.id);
    if (this.holder !== NOBODY) {
      this.reads();
      return false;
    }
    this.#hold(READ);
    return true;
  }

  /** @internal */
  drop(operation: string): void {
    if (this.holder !== this.context.thread) {
      this.reads();
      const held = this.holder === NOBODY ? 'nobody holds it' : 'another thread holds it';
      throw new Violation('unlock by a non-owner', `${operation}(${this.name}), but ${held}`);
    }
    const { context } = this;
    this.holder = NOBODY;
    context.release(this.id);
    if (this.#isTimed) context.holdTimed(-1);
    const steps = (context.stepsOf[context.thread] ?? 0) - this.#takenAt;
    this.#onRelease?.(steps);
    if (steps > this.maxHold)
      report(new Violation('I-HOLD', `${this.name} was held for ${steps} steps, the bound is ${this.maxHold}`));
  }

  /** @internal */
  look(): boolean {
    this.context.observe(this.id);
    this.reads();
    return this.holder !== NOBODY;
  }
}
