import type { PageRange } from '../model/memory/range-set.js';
import { currentThread } from '../scheduler/step.js';
import { defineClaim, PageMap, violate } from './claim.js';

const IDLE = 0;

/** I-PURGE: what a purge took off the lazy lists is usable again when it returns. */
export const purgeComplete = defineClaim({
  name: 'I-PURGE',
  statement: 'When a purge returns, every range that it took off a lazy list is in a free tree, or in use again.',
  attach(allocator) {
    /** The purge (a number of its thread's) that has the page in hand. */
    const inHand = new PageMap<number>('pages being purged', allocator.vmallocEnd, IDLE);
    const taken: PageRange[][] = []; // by thread
    return {
      state: inHand,
      observer: {
        spliced(ranges) {
          const thread = currentThread();
          (taken[thread] ??= []).push(...ranges);
          for (const range of ranges) inHand.set(range, thread + 3); // the booting thread is -2
        },
        reclaimed: (range) => inHand.set(range, IDLE),
        purged() {
          const thread = currentThread();
          const ranges = taken[thread] ?? [];
          taken[thread] = [];
          for (const { start, end } of ranges)
            for (let page = start; page < end; page++)
              if (inHand.get(page) === thread + 3)
                violate('I-PURGE', `the purge returns, but page ${page}, which it took, is in no free tree`);
        },
      },
    };
  },
});
