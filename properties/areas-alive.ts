import { defineClaim, PageMap, violate } from './claim.js';

/** I-UAF, for the areas of blocks, where a descriptor is freed at once when its area is (5.2 and later). */
export const areasAlive = defineClaim({
  name: 'I-UAF of areas',
  statement: "vm_unmap_aliases reads where a block's area begins only while nobody has freed its descriptor.",
  attach(allocator) {
    const isFreed = new PageMap<boolean>('freed areas of blocks', allocator.vmallocEnd, false);
    return {
      state: null,
      observer: {
        blockMade: ({ va }) => isFreed.set(va, false),
        reclaimed: (range) => isFreed.set(range, true),
        blockPagesCollected({ start }) {
          if (isFreed.get(start))
            violate('I-UAF of areas', `va_start of the area at ${start} is read after its descriptor was freed`);
        },
      },
    };
  },
});
