import { showRange } from '../model/memory/range-set.js';
import { defineClaim, violate } from './claim.js';

/** I-TLB: reuse only after a flush. The page table also reports it when a stale page is mapped. */
export const noStaleTranslation = defineClaim({
  name: 'I-TLB',
  statement: 'No page is handed out or mapped while a TLB may hold its old translation.',
  attach: (allocator) => ({
    state: null,
    observer: {
      allocated(range) {
        const page = allocator.translation.firstStale(range);
        if (page !== null)
          violate(
            'I-TLB',
            `${showRange(range)} is handed out while a TLB may hold the old translation of page ${page}`,
          );
      },
    },
  }),
});
