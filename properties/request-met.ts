import { showRange } from '../model/memory/range-set.js';
import { defineClaim, violate } from './claim.js';

/** I-REQ: what is returned is what was asked for. */
export const requestMet = defineClaim({
  name: 'I-REQ',
  statement: 'A returned range is aligned, inside the window, and of the size that was asked for.',
  attach: (allocator) => ({
    state: null,
    observer: {
      allocated(range, { pages, align }) {
        const isMet =
          range.end - range.start === pages &&
          range.start % align === 0 &&
          range.start >= allocator.vmallocStart &&
          range.end <= allocator.vmallocEnd;
        if (!isMet) violate('I-REQ', `${pages} pages aligned to ${align} were asked for, got ${showRange(range)}`);
      },
    },
  }),
});
