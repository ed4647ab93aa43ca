import { showRange } from '../model/memory/range-set.js';
import { defineClaim } from './claim.js';

/** I-TREE: free trees are sorted, disjoint and fully coalesced, and no entry is empty. RangeSet also reports it when an insertion breaks it. */
export const treesCoalesced = defineClaim({
  name: 'I-TREE',
  statement: 'The entries of a free tree are sorted and disjoint, none is empty, and no two of them touch.',
  atEnd(allocator) {
    for (const { name, ranges } of allocator.freeTrees) {
      const empty = ranges.find(({ start, end }) => start >= end);
      if (empty !== undefined) return `${name} has ${showRange(empty)}, which is empty`;
      for (let k = 1; k < ranges.length; k++)
        if (ranges[k - 1]!.end >= ranges[k]!.start)
          return `${name} has ${showRange(ranges[k - 1]!)} beside ${showRange(ranges[k]!)}`;
    }
    return null;
  },
});
