import { definePercpuClaim } from './claim.js';

/** I-BLK: what a block says of itself agrees with the objects in it. */
export const bitmapsExact = definePercpuClaim({
  name: 'I-BLK',
  statement: "A block's bitmap is the union of its live objects, and size_used is its weight.",
  always({ blkhead, bufHead, pageSize, currSize }) {
    const objects = bufHead.nodes;
    for (const blkp of blkhead.nodes) {
      const { bitmap, name } = blkp;
      const used = bitmap.filter(Boolean).length * currSize;
      if (used !== blkp.sizeUsed) return `${name} has ${used} units marked, but size_used is ${blkp.sizeUsed}`;
      const first = blkp.start * pageSize;
      for (const [bit, isMarked] of bitmap.entries()) {
        const unit = first + bit * currSize;
        const isLive = objects.some(({ addr, size }) => addr <= unit && unit < addr + size);
        if (isLive !== isMarked) return `unit ${unit} of ${name} is ${isMarked ? 'marked but in no' : 'in an'} object`;
      }
    }
    return null;
  },
});
