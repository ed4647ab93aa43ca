import type { Step } from '../../scheduler/step.js';
import { Lock, lockOperations } from './lock.js';
import { mightSleep } from './might-sleep.js';

const MUTEX = lockOperations('mutex_lock', 'mutex_trylock', 'mutex_unlock', 'mutex_is_locked');

/** `struct mutex`. Waiters sleep; the holder may be preempted; the order of waiters is not promised. */
export class Mutex extends Lock {
  /** @param lockClass for lock order, if that is not the name without indices */
  constructor(name: string, lockClass: string | null = null) {
    super(name, MUTEX, lockClass);
  }

  override lock(): Step<void> {
    mightSleep(`mutex_lock(${this.name})`);
    return super.lock();
  }
}
