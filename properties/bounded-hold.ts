import { type Claim, defineClaim } from './claim.js';

/** I-HOLD: no spin lock is held for more than so many steps. The locks themselves count and report. */
export function boundedHold(steps: number): Claim {
  return defineClaim({
    name: 'I-HOLD',
    statement: `No spin lock is held for more than ${steps} steps of its holder.`,
    attach(allocator) {
      for (const lock of allocator.spinLocks) lock.maxHold = steps;
      return { state: null, observer: {} };
    },
  });
}
