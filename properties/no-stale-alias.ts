import type { PageRange } from '../model/memory/range-set.js';
import { PerThread } from '../scheduler/object.js';
import { defineClaim, PageMap, violate } from './claim.js';

/** I-ALIAS: what `vm_unmap_aliases` promises. */
export const noStaleAlias = defineClaim({
  name: 'I-ALIAS',
  statement: 'When vm_unmap_aliases returns, no TLB holds a translation of what had been given back before it began.',
  attach(allocator) {
    /** Odd while somebody has the page; even once the call that gave it back has returned, if nobody has got it meanwhile. */
    const changes = new PageMap<number>('changes of owner', allocator.vmallocEnd, 0);
    /** What the thread is giving back: each page, and what its number was. */
    const givingBack = new PerThread<readonly (readonly [page: number, count: number])[]>([]);
    const isIn = ({ start, end }: PageRange, page: number) => start <= page && page < end;
    const before = new PerThread<readonly number[]>([]);
    return {
      state: changes,
      observer: {
        allocated: (range) => changes.update(range, (count) => count + (count % 2 === 0 ? 1 : 2)),
        released(range) {
          const others = givingBack.get().filter(([page]) => !isIn(range, page));
          const pages = Array.from({ length: range.end - range.start }, (_, k) => range.start + k);
          givingBack.set([...others, ...pages.map((page) => [page, changes.get(page)] as const)]);
        },
        freed(range) {
          const given = new Map(givingBack.get());
          for (let page = range.start; page < range.end; page++)
            changes.update({ start: page, end: page + 1 }, (count) =>
              count % 2 === 1 && (given.get(page) ?? count) === count ? count + 1 : count,
            );
          givingBack.set(givingBack.get().filter(([page]) => !isIn(range, page)));
        },
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
