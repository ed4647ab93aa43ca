import { definePercpuClaim } from './claim.js';

/** I-SORT: blocks that are used more stand first. */
export const listSorted = definePercpuClaim({
  name: 'I-SORT',
  statement: 'The list of blocks is sorted by size_used, descending.',
  always({ blkhead }) {
    const blocks = blkhead.nodes;
    for (let k = 1; k < blocks.length; k++)
      if (blocks[k - 1]!.sizeUsed < blocks[k]!.sizeUsed)
        return `${blocks[k - 1]!.name} stands before ${blocks[k]!.name}, of which more is used`;
    return null;
  },
});
