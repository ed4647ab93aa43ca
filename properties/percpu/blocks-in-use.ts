import { definePercpuClaim } from './claim.js';

/** I-EMPTY: nobody keeps what nobody uses. */
export const blocksInUse = definePercpuClaim({
  name: 'I-EMPTY',
  statement: 'When nothing runs any more, every block has an object.',
  atEnd({ blkhead }) {
    const empty = blkhead.nodes.find(({ sizeUsed }) => sizeUsed === 0);
    return empty === undefined ? null : `${empty.name} is kept, but has no object`;
  },
});
