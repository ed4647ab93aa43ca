import { AtomicWord } from '../model/sync/atomic-word.js';
import { currentThreadId } from '../scheduler/step.js';
import { type Claim, defineClaim, ThreadSet, violate } from './claim.js';

/** Bounded laziness: what the threshold of the RFC of October 2018, patch 2/2, is meant to ensure. */
export const boundedLaziness = defineClaim({
  name: 'bounded laziness',
  statement: 'While a purge brings the lazy pages below twice lazy_max, each thread completes at most one free.',
  attach(allocator) {
    /** 1 from when a purge begins to free, with too many pages lazy, until it gives way with few enough, or ends. */
    const tooMany = new AtomicWord('too many lazy pages');
    const freed = new ThreadSet('freed while too many were lazy');
    const isAbove = () => allocator.vmapLazyNr.current >= 2 * allocator.lazyMaxPages;
    const noteIfBelow = () => {
      if (!isAbove()) tooMany.exchange(0);
    };
    return {
      state: null,
      observer: {
        purgeFrees() {
          if (!isAbove() || tooMany.exchange(1) === 1) return;
          freed.clear();
        },
        purgeGivesWay: noteIfBelow,
        purged: () => void tooMany.exchange(0),
        lazy(range) {
          if (tooMany.current === 0) return;
          if (freed.has(currentThreadId()))
            violate(
              'bounded laziness',
              `[${range.start},${range.end}) is freed as well, before a purge has brought the lazy pages, ` +
                `${allocator.vmapLazyNr.current} by now, below ${2 * allocator.lazyMaxPages}`,
            );
          freed.add(currentThreadId());
        },
      },
    };
  },
});

/** Stronger, and simpler: never more lazy pages than so many. */
export function lazyAtMost(pages: number): Claim {
  return defineClaim({
    name: 'bounded laziness',
    statement: `There are never more than ${pages} lazy pages.`,
    always(allocator) {
      const lazy = allocator.vmapLazyNr.current;
      return lazy > pages ? `${lazy} pages are lazy` : null;
    },
  });
}
