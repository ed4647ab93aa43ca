import type { SpinLock } from '../model/sync/spin-lock.js';
import { type Claim, defineClaim } from './claim.js';

/** Claims that cannot break, and the largest figures that they saw: over all traces, if the exploration is exhaustive. */
export interface Measures {
  readonly claims: readonly Claim[];
  /** Most steps of a holder inside one hold of a spin lock, and of which lock; 0 if none was held over a step. */
  readonly hold: { steps: number; lock: string };
  /** The same of every spin lock that was taken, by class. */
  readonly holds: ReadonlyMap<string, number>;
  /** Most lazy pages at a time, by `vmap_lazy_nr`; null where that is not measured. */
  readonly lazy: { pages: number } | null;
}

/** I-HOLD and bounded laziness of a page allocator as figures. New ones for each exploration. */
export function measures(): Measures {
  const { claims, ...holds } = holdMeasures();
  const lazy = { pages: 0 };
  const mostLazy = defineClaim({
    name: 'most lazy pages',
    statement: 'Measures vmap_lazy_nr.',
    always(allocator) {
      lazy.pages = Math.max(lazy.pages, allocator.vmapLazyNr.current);
      return null;
    },
  });
  return { ...holds, claims: [...claims, mostLazy], lazy };
}

/** I-HOLD alone, of any kind of allocator. */
export function holdMeasures(): Measures {
  const hold = { steps: 0, lock: '' };
  const holds = new Map<string, number>();
  const longestHold: Claim<null, { readonly spinLocks: readonly SpinLock[] }> = {
    name: 'longest hold',
    statement: 'Measures the steps inside one hold of a spin lock.',
    attach(allocator) {
      for (const lock of allocator.spinLocks)
        lock.measureHolds((steps) => {
          holds.set(lock.lockClass, Math.max(holds.get(lock.lockClass) ?? 0, steps));
          if (steps > hold.steps) Object.assign(hold, { steps, lock: lock.name });
        });
      return { state: null, observer: {} };
    },
  };
  return { claims: [longestHold], hold, holds, lazy: null };
}
