import { blocksOf } from '../model/block-allocator.js';
import { showRange } from '../model/memory/range-set.js';
import { defineClaim, PageMap, violate } from './claim.js';

type PageState = 'untouched' | 'in use' | 'dirty' | 'collected';

/** I-BLK: a block's counts, its dirty range and its free list agree, whenever its lock is released. */
export const blocksConsistent = defineClaim({
  name: 'I-BLK',
  statement:
    'Pages in use, dirty and free make up the block; what is dirty and not yet to be flushed lies in its dirty range; ' +
    'it is on a free list iff it has free pages.',
  attach(allocator) {
    const { bits } = blocksOf(allocator);
    const pages = new PageMap<PageState>('pages of blocks', allocator.vmallocEnd, 'untouched');
    return {
      state: null,
      observer: {
        blockMade: ({ va }) => pages.set(va, 'untouched'),
        blockPagesTaken: (range) => pages.set(range, 'in use'),
        blockPagesDirty: (range) => pages.set(range, 'dirty'),
        blockPagesCollected: (range) => pages.update(range, (state) => (state === 'dirty' ? 'collected' : state)),
        blockSettled({ name, va, free, dirty, dirtyMin, dirtyMax, freeList }) {
          const [numberFree, numberDirty] = [free.get(), dirty.get()];
          if (freeList.place === (numberFree > 0 ? 'deleted' : 'listed'))
            violate('I-BLK', `${name} has ${numberFree} free pages and is ${freeList.place}`);
          if (numberDirty === bits) return; // on its way out: its pages may be somebody else's when this is seen
          let used = 0;
          for (let page = va.start; page < va.end; page++) {
            const state = pages.get(page);
            if (state === 'in use') used++;
            const offset = page - va.start;
            if (state === 'dirty' && (offset < dirtyMin.get() || offset >= dirtyMax.get()))
              violate('I-BLK', `page ${page} of ${name} ${showRange(va)} is dirty, but outside its dirty range`);
          }
          if (used + numberDirty + numberFree !== bits)
            violate('I-BLK', `${name}: ${used} pages in use, ${numberDirty} dirty, ${numberFree} free; not ${bits}`);
        },
      },
    };
  },
  atEnd(allocator) {
    for (const { name, free, freeList } of blocksOf(allocator).blocks)
      if (freeList.place !== (free.get() > 0 ? 'listed' : 'deleted'))
        return `${name} has ${free.get()} free pages and is ${freeList.place}`;
    return null;
  },
});
