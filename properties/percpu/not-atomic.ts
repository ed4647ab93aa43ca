import { report, Violation } from '../../scheduler/step.js';
import { definePercpuClaim } from './claim.js';

/** I-ATOMIC, of calls to all CPUs; that nobody sleeps while it holds a spin lock is always looked at. */
export const notAtomic = definePercpuClaim({
  name: 'I-ATOMIC',
  statement: 'Nobody calls all CPUs with interrupts off.',
  attach: (allocator) => ({
    state: null,
    observer: {
      callsAllCpus(what, cpu) {
        // The caller's own: no other thread of its CPU would run meanwhile, if that one had them off.
        if (!allocator.interrupts.mayCome())
          report(new Violation('I-ATOMIC', `${what} waits for all CPUs, but interrupts are off on CPU ${cpu}`));
      },
    },
  }),
});
