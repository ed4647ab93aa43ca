import { PerThread } from '../scheduler/object.js';
import { defineClaim, PageMap, violate } from './claim.js';

/** I-ALIAS: what `vm_unmap_aliases` promises. */
export const noStaleAlias = defineClaim({
  name: 'I-ALIAS',
  statement: 'When vm_unmap_aliases returns, no TLB holds a translation of what had been given back before it began.',
  attach(allocator) {
    /** Odd while somebody has the page; even once the call that gave it back has returned. */
    const changes = new PageMap<number>('changes of owner', allocator.vmallocEnd, 0);
    const before = new PerThread<readonly number[]>([]);
    return {
      state: changes,
      observer: {
        allocated: (range) => changes.update(range, (count) => (count % 2 === 0 ? count + 1 : count)),
        freed: (range) => changes.update(range, (count) => (count % 2 === 0 ? count : count + 1)),
        unmapAliasesBegins() {
          before.set(changes.all());
        },
        unmapAliasesEnds() {
          const now = changes.all();
          for (const [page, count] of before.get().entries()) {
            const isGivenBack = count % 2 === 0 && count === now[page];
            if (isGivenBack && allocator.translation.firstStale({ start: page, end: page + 1 }) !== null)
              violate('I-ALIAS', `vm_unmap_aliases returns, but a TLB may hold the old translation of page ${page}`);
          }
          before.set([]);
        },
      },
    };
  },
});
