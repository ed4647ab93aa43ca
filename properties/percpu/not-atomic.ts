import { report, Violation } from '../../scheduler/step.js';
import { definePercpuClaim } from './claim.js';

/** I-ATOMIC: who may not wait does not. */
export const notAtomic = definePercpuClaim({
  name: 'I-ATOMIC',
  statement: 'Nobody sleeps while it holds a spin lock, or calls all CPUs while its own has interrupts off.',
  attach: (allocator) => ({
    state: null,
    observer: {
      mightSleep(what) {
        const held = allocator.spinLocks.find((lock) => lock.isHeldByMe);
        if (held !== undefined) report(new Violation('I-ATOMIC', `${what} may sleep, but ${held.name} is held`));
      },
      callsAllCpus(what, cpu) {
        if (allocator.interrupts.areOff(cpu))
          report(new Violation('I-ATOMIC', `${what} waits for all CPUs, but interrupts are off on CPU ${cpu}`));
      },
    },
  }),
});
