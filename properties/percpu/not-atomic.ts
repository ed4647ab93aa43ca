import { report, Violation } from '../../scheduler/step.js';
import { definePercpuClaim } from './claim.js';

/** I-ATOMIC, of calls to all CPUs; that nobody sleeps while it holds a spin lock is always looked at. */
export const notAtomic = definePercpuClaim({
  name: 'I-ATOMIC',
  statement: 'Nobody calls all CPUs while its own has interrupts off.',
  attach: (allocator) => ({
    state: null,
    observer: {
      callsAllCpus(what, cpu) {
        if (allocator.interrupts.areOff(cpu))
          report(new Violation('I-ATOMIC', `${what} waits for all CPUs, but interrupts are off on CPU ${cpu}`));
      },
    },
  }),
});
