/** `preempt_disable()` and `preempt_enable()`. */
import type { Steps } from '../../scheduler/step.js';
import { SpinLock } from '../sync/spin-lock.js';
import { type Cpus, PerCpu } from './cpus.js';

/**
 * A thread that has disabled preemption stays on its CPU and has it for itself: nobody else is between `disable` and
 * `enable` on that CPU. Threads that only hold a spin lock there are not kept out; what they do must not matter.
 */
export class Preemption {
  readonly #cpus: Cpus;
  readonly #off: PerCpu<SpinLock>;

  constructor(cpus: Cpus) {
    this.#cpus = cpus;
    this.#off = new PerCpu(cpus, (cpu) => new SpinLock(`preempt_count of CPU ${cpu}`));
  }

  /** `preempt_disable()` on the CPU of the running thread: waits until nobody else there has it disabled. Does not nest. */
  *disable(): Steps {
    yield* this.#off.of(yield* this.#cpus.current()).lock();
  }

  /** `preempt_enable()`. Without `disable` before it: a violation. */
  *enable(): Steps {
    yield* this.#off.of(yield* this.#cpus.current()).unlock();
  }
}
