import { definePercpuClaim } from './claim.js';

/** I-FNF: searches begin where they should. */
export const firstNotFull = definePercpuClaim({
  name: 'I-FNF',
  statement: 'firstnotfull is the first block of the list that is not full, or the head if all are.',
  always({ blkhead, firstnotfull, blockSize }) {
    const first = blkhead.nodes.find(({ sizeUsed }) => sizeUsed < blockSize)?.name ?? 'the head';
    const found = firstnotfull.get()?.name ?? 'the head';
    return found === first ? null : `firstnotfull is ${found}, but should be ${first}`;
  },
});
