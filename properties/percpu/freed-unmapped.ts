import { violate } from '../claim.js';
import { definePercpuClaim } from './claim.js';

/** I-UAF: nobody can reach a free page. */
export const freedUnmapped = definePercpuClaim({
  name: 'I-UAF',
  statement: 'A page is given back only when it is mapped no more and no TLB may hold its old translation.',
  attach: ({ translation }) => ({
    state: null,
    observer: {
      pageFreed(cpu, page) {
        if (page === undefined) return;
        const whose = cpu === null ? 'of management' : `of CPU ${cpu}`;
        if (translation.isMapped(page)) violate('I-UAF', `page ${page} ${whose} is given back while it is mapped`);
        if (translation.firstStale({ start: page, end: page + 1 }) !== null)
          violate('I-UAF', `page ${page} ${whose} is given back while a TLB may hold its old translation`);
      },
    },
  }),
});
