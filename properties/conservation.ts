import { type PageRange, RangeSet, showRange } from '../model/memory/range-set.js';
import { PerThread } from '../scheduler/object.js';
import { defineClaim } from './claim.js';

/** I-CONS: at the end every page of the window is somewhere: free, busy, lazy, or the edge of a block in use. */
export const conservation = defineClaim({
  name: 'I-CONS',
  statement: 'When nothing runs any more, every page of the window is free, busy, lazy or the edge of a block in use.',
  attach(allocator) {
    void allocator;
    const edges = new RangeSet('block edges');
    const taken = new PerThread<PageRange | null>(null);
    return {
      state: edges,
      observer: {
        blockTaken(_node, block) {
          taken.set(block);
        },
        blockInserted(_node, usable) {
          const block = taken.get()!;
          taken.set(null);
          if (block.start < usable.start) edges.merge({ start: block.start, end: usable.start });
          if (usable.end < block.end) edges.merge({ start: usable.end, end: block.end });
        },
        blockReturned(_node, { start, end }) {
          for (const page of [start, end - 1]) {
            const edge = { start: page, end: page + 1 };
            const entry = edges.ranges.find((range) => range.start <= page && page < range.end);
            if (entry !== undefined) edges.carveFrom(entry, 1, 1, edge.start, edge.end);
          }
        },
      },
    };
  },
  atEnd(allocator, edges) {
    const lost: number[] = [];
    const places = [...allocator.places, edges];
    for (let page = allocator.vmallocStart; page < allocator.vmallocEnd; page++)
      if (!places.some(({ ranges }) => ranges.some(({ start, end }) => start <= page && page < end))) lost.push(page);
    if (lost.length === 0) return null;
    return `lost: ${lost.length === 1 ? `page ${lost[0]}` : `pages ${lost.join(', ')}`} of ${showRange({ start: allocator.vmallocStart, end: allocator.vmallocEnd })}`;
  },
});
