import { PerThread } from '../scheduler/object.js';
import { defineClaim, PageMap, violate } from './claim.js';

/** I-ALIAS: what `vm_unmap_aliases` promises its callers. */
export const noStaleAlias = defineClaim({
  name: 'I-ALIAS',
  statement:
    'When vm_unmap_aliases returns, no TLB holds a translation of a page whose unmapping had returned before the call.',
  attach({ translation, vmallocEnd }) {
    /** Counts changes: odd while the page's last unmapping has returned and nobody has got it since. */
    const changes = new PageMap<number>('unmappings that returned', vmallocEnd, 0);
    const before = new PerThread<readonly number[]>([]);
    return {
      state: null,
      observer: {
        allocated: (range) => changes.update(range, (count) => (count % 2 === 1 ? count + 1 : count)),
        unmapReturns: (range) => changes.update(range, (count) => (count % 2 === 0 ? count + 1 : count)),
        aliasesBegin: () => before.set(changes.all()),
        aliasesEnd() {
          const now = changes.all();
          for (const [page, count] of before.get().entries())
            if (
              count % 2 === 1 &&
              count === now[page] &&
              translation.firstStale({ start: page, end: page + 1 }) !== null
            )
              violate('I-ALIAS', `vm_unmap_aliases returns, but a TLB may hold the old translation of page ${page}`);
          before.set([]);
        },
      },
    };
  },
});
