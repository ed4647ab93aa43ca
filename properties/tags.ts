import { decodeVnId } from '../model/designs/vmap-node-2023.js';
import { type PageRange, showRange } from '../model/memory/range-set.js';
import { defineClaim, PageMap, violate } from './claim.js';

const GLOBAL = -1;

/** The node whose block each page belongs to, kept by following blocks from the global heap and back. */
function followHomes(pages: number) {
  const homes = new PageMap<number>('homes of pages', pages, GLOBAL);
  return {
    homes,
    observer: {
      blockTaken: (node: number, block: PageRange) => homes.set(block, node),
      blockReturned: (_node: number, block: PageRange) => homes.set(block, GLOBAL),
    },
  };
}

/** I-ENC: the tag of an area says where it came from. */
export const tagsTellOrigin = defineClaim({
  name: 'I-ENC',
  statement: 'The node id decoded from va->flags is that of the node whose block the area lies in, or none.',
  attach(allocator) {
    const { homes, observer } = followHomes(allocator.vmallocEnd);
    return {
      state: homes,
      observer: {
        ...observer,
        allocated(range) {
          const tag = decodeVnId(range.flags ?? 0);
          for (let page = range.start; page < range.end; page++)
            if (homes.get(page) !== tag)
              violate('I-ENC', `${showRange(range)} is tagged ${tag}, but page ${page} comes from ${homes.get(page)}`);
        },
      },
    };
  },
});

/** I-OWN: a range returns to the node or heap that it came from, and only there. */
export const returnsHome = defineClaim({
  name: 'I-OWN',
  statement: 'A range is freed into the node whose block it belongs to, or into the global heap if it has none.',
  attach(allocator) {
    const { homes, observer } = followHomes(allocator.vmallocEnd);
    return {
      state: homes,
      observer: {
        ...observer,
        reclaimed(range, to) {
          const home = to === 'global' ? GLOBAL : to;
          for (let page = range.start; page < range.end; page++)
            if (homes.get(page) !== home)
              violate(
                'I-OWN',
                `${showRange(range)} goes to ${to}, but page ${page} belongs to node ${homes.get(page)}`,
              );
        },
      },
    };
  },
});

/** I-OWN, where nodes have pools and no blocks: a range returns to the pool that its tag names, or to the global heap. */
export const returnsByTag = defineClaim({
  name: 'I-OWN',
  statement: 'A range that a node keeps in a pool was allocated with the tag of that node.',
  attach(allocator) {
    const tags = new PageMap<number>('tags of pages', allocator.vmallocEnd, GLOBAL);
    return {
      state: tags,
      observer: {
        allocated: (range) => tags.set(range, decodeVnId(range.flags ?? 0)),
        reclaimed(range, to) {
          if (to === 'global') return;
          for (let page = range.start; page < range.end; page++)
            if (tags.get(page) !== to)
              violate('I-OWN', `${showRange(range)} goes to pool ${to}, but page ${page} is tagged ${tags.get(page)}`);
        },
      },
    };
  },
});
