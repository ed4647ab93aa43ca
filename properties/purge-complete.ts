import type { PageRange } from '../model/memory/range-set.js';
import { PerThread, type ThreadId } from '../scheduler/object.js';
import { currentThreadId } from '../scheduler/step.js';
import { defineClaim, PageMap, violate } from './claim.js';

/** I-PURGE: what a purge took off the lazy lists is usable again when it returns. */
export const purgeComplete = defineClaim({
  name: 'I-PURGE',
  statement: 'When a purge returns, every range that it took off a lazy list is in a free tree, or in use again.',
  attach(allocator) {
    /** Whose purge has the page in hand. */
    const inHand = new PageMap<ThreadId | null>('pages being purged', allocator.vmallocEnd, null);
    const taken = new PerThread<readonly PageRange[]>([]);
    return {
      state: inHand,
      observer: {
        spliced(ranges) {
          taken.set([...taken.get(), ...ranges]);
          for (const range of ranges) inHand.set(range, currentThreadId());
        },
        reclaimed: (range) => inHand.set(range, null),
        purged() {
          const ranges = taken.get();
          taken.set([]);
          for (const { start, end } of ranges)
            for (let page = start; page < end; page++)
              if (inHand.get(page) === currentThreadId())
                violate('I-PURGE', `the purge returns, but page ${page}, which it took, is in no free tree`);
        },
      },
    };
  },
});
