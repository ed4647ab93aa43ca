import { defineClaim } from './claim.js';

/** I-LAZY: the count of lazy pages is never negative and right when nothing runs. */
export const lazyAccounting = defineClaim({
  name: 'I-LAZY',
  statement: 'vmap_lazy_nr is never negative, and equals the pages on lazy lists when nothing runs any more.',
  always(allocator) {
    const pages = allocator.vmapLazyNr.current;
    return pages < 0 ? `vmap_lazy_nr is ${pages}` : null;
  },
  atEnd(allocator) {
    const lazy = allocator.lazyRanges.reduce((pages, { start, end }) => pages + end - start, 0);
    const counted = allocator.vmapLazyNr.current;
    return counted === lazy ? null : `vmap_lazy_nr is ${counted}, but ${lazy} pages are lazy`;
  },
});
