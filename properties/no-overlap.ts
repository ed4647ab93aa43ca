import { type PageRange, showRange } from '../model/memory/range-set.js';
import { defineClaim, PageMap, violate } from './claim.js';

/** A page that two places or two owners have, or null. */
function firstShared(
  places: readonly { readonly name: string; readonly ranges: readonly PageRange[] }[],
): string | null {
  const at = new Map<number, string>();
  for (const { name, ranges } of places) {
    for (const { start, end } of ranges) {
      for (let page = start; page < end; page++) {
        const other = at.get(page);
        if (other !== undefined) return `page ${page} is in ${other} and in ${name}`;
        at.set(page, name);
      }
    }
  }
  return null;
}

/** I-OVL: busy, lazy and free ranges are pairwise disjoint, and no page is handed out while somebody owns it. */
export const noOverlap = defineClaim({
  name: 'I-OVL',
  statement: 'No page has two owners, and none is in two of the free, busy, lazy and purge sets at a time.',
  attach(allocator) {
    const owned = new PageMap<boolean>('owned pages', allocator.vmallocEnd, false);
    return {
      state: owned,
      observer: {
        allocated(range) {
          for (let page = range.start; page < range.end; page++)
            if (owned.get(page)) violate('I-OVL', `${showRange(range)} is handed out, but page ${page} is somebody's`);
          owned.set(range, true);
        },
        released: (range) => owned.set(range, false),
      },
    };
  },
  perRange: true,
  always: (allocator) => firstShared(allocator.places),
});
