/** `wait_queue_head_t`: threads that sleep until somebody wakes them. */
import { SharedObject, type ThreadId } from '../../scheduler/object.js';
import { currentThreadId, type Operation, Step, type Steps } from '../../scheduler/step.js';
import { mightSleep } from './might-sleep.js';

const queue = (step: Pick<Step, 'object'>) => step.object as WaitQueue;

const PREPARE_TO_WAIT: Operation<void> = {
  name: 'prepare_to_wait',
  fixedFootprint: true,
  perform: (step) => queue(step).enter(step.argument as boolean),
};
const SCHEDULE: Operation<void> = {
  name: 'schedule',
  fixedFootprint: true,
  enabled: (step) => queue(step).isWoken(step.argument as ThreadId),
  perform: (step) => queue(step).goOn(),
};
const FINISH_WAIT: Operation<void> = {
  name: 'finish_wait',
  fixedFootprint: true,
  perform: (step) => queue(step).leave(),
};
const WAKE_UP: Operation<void> = {
  name: 'wake_up',
  candidates: (step) => queue(step).exclusiveWaiters,
  perform: (step, alternative) => queue(step).wake(alternative - 1),
};
const WAKE_UP_ALL: Operation<void> = { name: 'wake_up_all', perform: (step) => queue(step).wakeAll() };

/** Where it says who has been woken; below it says who waits. Both by thread index. */
const WOKEN = 1 << 20;

/**
 * Whoever waits is woken by the first `wake_up` that finds it here; one that comes earlier is lost. Of those who wait
 * exclusively it wakes one, and which one is the scheduler's choice: no order is promised.
 */
export class WaitQueue extends SharedObject {
  readonly #shared = new Set<ThreadId>();
  readonly #exclusive = new Set<ThreadId>();
  readonly #woken = new Set<ThreadId>();

  /**
   * `wait_event`: sleeps until the condition holds; it is looked at before each sleep, and again once in the queue.
   * @param exclusive `wait_event_exclusive`: wake_up wakes one such waiter only
   */
  *waitEvent(condition: () => Steps<boolean>, exclusive = false): Steps {
    mightSleep(`wait_event(${this.name})`);
    if (yield* condition()) return;
    for (;;) {
      yield* this.prepareToWait(exclusive);
      if (yield* condition()) break;
      yield* this.schedule();
    }
    yield* this.finishWait();
  }

  /** `prepare_to_wait`, `prepare_to_wait_exclusive`: the running thread is in the queue from now on. */
  prepareToWait(exclusive = false): Step<void> {
    return new Step(PREPARE_TO_WAIT, this, exclusive);
  }
  /** Sleeps until the running thread, which is in the queue, has been woken; then it is there no longer. */
  schedule(): Step<void> {
    return new Step(SCHEDULE, this, currentThreadId());
  }
  /** `finish_wait`: the running thread is awake, and not in the queue. */
  finishWait(): Step<void> {
    return new Step(FINISH_WAIT, this);
  }
  /** `wake_up`: wakes everybody who waits, of those who wait exclusively any one. */
  wakeUp(): Step<void> {
    return new Step(WAKE_UP, this);
  }
  /** `wake_up_all`. */
  wakeUpAll(): Step<void> {
    return new Step(WAKE_UP_ALL, this);
  }

  snapshot(): unknown {
    return [new Set(this.#shared), new Set(this.#exclusive), new Set(this.#woken)];
  }

  /** Called by the operations. @internal */
  get exclusiveWaiters(): readonly ThreadId[] {
    return [...this.#exclusive];
  }
  /** @internal */
  isWoken(thread: ThreadId): boolean {
    return this.#woken.has(thread);
  }
  /** @internal */
  enter(exclusive: boolean): void {
    const me = currentThreadId();
    this.modifies(me.index, me.index + 1);
    (exclusive ? this.#exclusive : this.#shared).add(me);
  }
  /** @internal */
  goOn(): void {
    const me = currentThreadId();
    this.modifies(WOKEN + me.index, WOKEN + me.index + 1);
    this.#woken.delete(me);
  }
  /** @internal */
  leave(): void {
    const me = currentThreadId();
    this.modifies(me.index, me.index + 1);
    this.#shared.delete(me);
    this.#exclusive.delete(me);
    this.goOn();
  }
  /**
   * @param chosen index of the exclusive waiter to be woken, or -1 if there is none
   * @internal
   */
  wake(chosen: number): void {
    this.reads(0, WOKEN);
    for (const waiter of this.#exclusive) if (waiter.index === chosen) this.#wake(waiter);
    for (const waiter of this.#shared) this.#wake(waiter);
  }
  /** @internal */
  wakeAll(): void {
    this.reads(0, WOKEN);
    for (const waiters of [this.#exclusive, this.#shared]) for (const waiter of waiters) this.#wake(waiter);
  }

  #wake(waiter: ThreadId): void {
    this.modifies(waiter.index, waiter.index + 1);
    this.modifies(WOKEN + waiter.index, WOKEN + waiter.index + 1);
    this.#shared.delete(waiter);
    this.#exclusive.delete(waiter);
    this.#woken.add(waiter);
  }
}
