import { blocksOf } from '../model/block-allocator.js';
import { defineClaim, PageMap, violate } from './claim.js';

/** I-DBL, for blocks: the last unmapping or a purge frees a block, never both, never none. */
export const blocksFreedOnce = defineClaim({
  name: 'I-DBL',
  statement: 'A block whose pages are all dirty is freed exactly once.',
  attach(allocator) {
    const live = new PageMap<boolean>('live blocks', allocator.vmallocEnd, false);
    return {
      state: null,
      observer: {
        blockMade: ({ va }) => live.set(va, true),
        blockFreed({ name, va }) {
          if (!live.get(va.start)) violate('I-DBL', `${name} is freed twice`);
          live.set(va, false);
        },
      },
    };
  },
  atEnd(allocator) {
    const { blocks, bits } = blocksOf(allocator);
    const forgotten = blocks.find(({ dirty }) => dirty.get() === bits);
    return forgotten === undefined ? null : `nobody frees ${forgotten.name}, of which every page is dirty`;
  },
});
