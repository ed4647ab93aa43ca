/** A design of the tests' own, with faults that are noticed and faults that are not. */
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import type { Steps } from '../../scheduler/step.js';

/** Counts to 2, under a lock, and how often it was asked to. */
export class Tally {
  readonly lock = new SpinLock('lock');
  readonly count = new Field('count', 0);
  readonly asked = new AtomicWord('asked');
  readonly touched = new AtomicWord('touched');

  *add(): Steps {
    yield* this.asked.add(1);
    yield* this.touched.store(1);
    yield* this.lock.lock();
    if (this.count.get() < 2) this.count.set(this.count.get() + 1);
    yield* this.lock.unlock();
  }

  /** Sum of 1 to n. */
  sum(n: number): number {
    let sum = 0;
    for (let k = 1; ; k++) {
      if (k > n) break;
      sum += k;
    }
    return sum;
  }
}
