/** Condition variables, as of POSIX threads: wait queues that go with a lock. */
import { type Operation, Step, type Steps } from '../../scheduler/step.js';
import type { Lock } from './lock.js';
import { mightSleep } from './might-sleep.js';
import { WaitQueue } from './wait-queue.js';

const COND_WAIT: Operation<void> = {
  name: 'cond_wait',
  perform: (step) => (step.object as Condition).begin(step.argument as Lock),
};

/** A signal that finds nobody waiting is lost. */
export class Condition extends WaitQueue {
  /**
   * Gives the lock back and waits for a signal, without a gap between the two; then takes the lock again, which somebody
   * else may have had first. The lock must be held: a violation otherwise.
   */
  *wait(lock: Lock): Steps {
    yield* new Step(COND_WAIT, this, lock);
    mightSleep(`cond_wait(${this.name})`);
    yield* this.schedule();
    yield* lock.lock();
  }
  /** Wakes one waiter, any. */
  signal(): Step<void> {
    return this.wakeUp();
  }
  /** Wakes all waiters. */
  broadcast(): Step<void> {
    return this.wakeUpAll();
  }

  /** Called by the operation. @internal */
  begin(lock: Lock): void {
    this.enter(true);
    lock.drop('cond_wait');
  }
}
