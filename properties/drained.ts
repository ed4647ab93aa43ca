import { defineClaim } from './claim.js';

/** I-LIVE, of the drain: what is lazy stays below the threshold without anybody's further help. */
export const drained = defineClaim({
  name: 'I-LIVE',
  statement: 'When nothing runs any more, no more pages are lazy than lazy_max_pages() allows.',
  atEnd(allocator) {
    const pages = allocator.vmapLazyNr.current;
    return pages <= allocator.lazyMaxPages
      ? null
      : `vmap_lazy_nr is ${pages}, above ${allocator.lazyMaxPages}, and nobody is going to purge`;
  },
});
