/** `kvfree_rcu()` of what a plain free has to undo, such as vmalloc areas: by a work item, in batches. */
import type { Steps } from '../../scheduler/step.js';
import { Field } from './field.js';
import type { Rcu } from './rcu.js';
import { SpinLock } from './spin-lock.js';
import { WorkItem } from './work-item.js';
import type { Workqueue } from './workqueue.js';

/**
 * `struct kfree_rcu_cpu`. Objects gather in a batch; the work takes the batch, waits for a grace period and frees one after
 * another. `T` is plain data: an address. Left out: a batch for each CPU, the delay, memory for the batch.
 */
export class KvfreeRcu<T> {
  readonly #lock = new SpinLock('krc.lock');
  /** Guarded by the lock. */
  readonly #batch = new Field<readonly T[]>('krc.bulk_head', []);
  readonly #rcu: Rcu;
  readonly #kvfree: (object: T) => Steps;
  /** `krc.monitor_work`: its worker is a daemon of the scenario. */
  readonly work: WorkItem;

  /**
   * @param kvfree frees one object; may sleep
   * @param queue where the work is queued; null: nothing keeps it from starting
   */
  constructor(rcu: Rcu, kvfree: (object: T) => Steps, queue: Workqueue | null = null) {
    this.#rcu = rcu;
    this.#kvfree = kvfree;
    this.work = new WorkItem('krc.monitor_work', () => this.#kfreeRcuMonitor(), queue);
  }

  /** `kvfree_rcu(object, rcu_head)`: does not sleep. Nobody finds the object any more; readers may still have it. */
  *kvfreeRcu(object: T): Steps {
    yield* this.#lock.lock();
    this.#batch.set([...this.#batch.get(), object]);
    yield* this.#lock.unlock();
    yield* this.work.schedule();
  }

  /** `kfree_rcu_monitor()` and `kfree_rcu_work()`. */
  *#kfreeRcuMonitor(): Steps {
    yield* this.#lock.lock();
    const batch = this.#batch.get();
    this.#batch.set([]);
    yield* this.#lock.unlock();
    yield* this.#rcu.synchronize();
    for (const object of batch) yield* this.#kvfree(object);
  }
}
