import type { Allocator } from '../model/allocator.js';
import { alignUp, type PageRange } from '../model/memory/range-set.js';
import type { Request } from '../model/tracepoints.js';
import { PerThread } from '../scheduler/object.js';
import { type Claim, defineClaim, PageMap, violate } from './claim.js';

/** A page's value counts its changes of hands: even while nobody uses it (free, lazy, being purged), odd while in use. */
const isUnused = (changes: number) => changes % 2 === 0;

/** First address of a run of pages of the window that satisfy `usable` and would meet the request, or null. */
function findRun(
  { pages, align }: Request,
  { vmallocStart, vmallocEnd }: Allocator,
  usable: (page: number) => boolean,
): number | null {
  for (let start = alignUp(vmallocStart, align); start + pages <= vmallocEnd; start = alignUp(start + 1, align)) {
    let fits = true;
    for (let page = start; page < start + pages && fits; page++) fits = usable(page);
    if (fits) return start;
  }
  return null;
}

/**
 * I-SPUR. Strong: no allocation fails while pages that nobody uses could satisfy it, wherever they are. Weak: only
 * pages count that nobody used when the allocation's own purge ended and that nobody has touched since.
 */
function noSpuriousFailure(form: 'weak' | 'strong'): Claim {
  const name = `I-SPUR ${form}`;
  return defineClaim({
    name,
    statement:
      form === 'strong'
        ? 'An allocation fails only if no unused pages, wherever they are, could satisfy it.'
        : 'An allocation fails only if no pages could satisfy it that were unused since before its own purge ended.',
    attach(allocator) {
      const changes = new PageMap<number>('changes of hands', allocator.vmallocEnd, 0);
      const taken = new PerThread<PageRange | null>(null);
      const afterPurge = new PerThread<readonly number[] | null>(null);
      const take = (range: PageRange) => changes.update(range, (count) => (isUnused(count) ? count + 1 : count));
      const give = (range: PageRange) => changes.update(range, (count) => (isUnused(count) ? count : count + 1));
      return {
        state: changes,
        observer: {
          reserved: take,
          allocated(range) {
            take(range);
            afterPurge.set(null);
          },
          lazy: give,
          reclaimed: give,
          blockTaken(_node, block) {
            taken.set(block);
          },
          blockInserted(_node, usable) {
            // A block's edges are of no use to anybody until the block is whole again.
            const block = taken.get()!;
            taken.set(null);
            if (block.start < usable.start) take({ start: block.start, end: usable.start });
            if (usable.end < block.end) take({ start: usable.end, end: block.end });
          },
          purgedForAllocation() {
            if (form === 'weak') afterPurge.set(changes.all());
          },
          exhausted(request) {
            const now = changes.all();
            const before = form === 'weak' ? afterPurge.get()! : now;
            const start = findRun(request, allocator, (page) => isUnused(now[page]!) && now[page] === before[page]);
            if (start !== null)
              violate(
                name,
                `${request.pages} pages were asked for and refused, but nobody uses [${start},${start + request.pages})`,
              );
          },
        },
      };
    },
  });
}

export const noSpuriousFailureWeak = noSpuriousFailure('weak');
export const noSpuriousFailureStrong = noSpuriousFailure('strong');
