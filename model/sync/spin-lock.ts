import type { Steps } from '../../scheduler/step.js';
import { Lock, lockOperations } from './lock.js';

const SPIN_LOCK = lockOperations('spin_lock', 'spin_trylock', 'spin_unlock', 'spin_is_locked');

/** `spinlock_t`. While it is held the holder's CPU does not preempt it; other CPUs run on. */
export class SpinLock extends Lock {
  /** @param lockClass for lock order, if that is not the name without indices */
  constructor(name: string, lockClass: string | null = null) {
    super(name, SPIN_LOCK, lockClass);
  }

  /** `cond_resched_lock`: drops the lock and takes it again, so that others may have it meanwhile. */
  *condResched(): Steps {
    yield* this.unlock();
    yield* this.lock();
  }
}
