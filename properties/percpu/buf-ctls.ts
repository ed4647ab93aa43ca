import { RangeSet, showRange } from '../../model/memory/range-set.js';
import { definePercpuClaim } from './claim.js';

/** I-CTL: objects and their descriptors. */
export const bufCtls = definePercpuClaim({
  name: 'I-CTL',
  statement: 'Every live object has exactly one buf_ctl, and none of these is free or serves two objects.',
  attach() {
    const live = new RangeSet('starts of live objects');
    const startOf = ({ start }: { start: number }) => ({ start: 2 * start, end: 2 * start + 1 }); // so that none touch
    return {
      state: live,
      observer: {
        allocated: (object) => void live.insert(startOf(object)),
        released: (object) => live.remove(startOf(object)),
      },
    };
  },
  atEnd({ blkhead, bufHead, pageSize, blockSize }, live) {
    const described = bufHead.nodes.map(({ addr }) => addr).sort((a, b) => a - b);
    const objects = live.ranges.map(({ start }) => start / 2);
    if (described.join() !== objects.join()) return `objects at ${objects} have buf_ctls for ${described}`;
    for (const blkp of blkhead.nodes) {
      const first = blkp.start * pageSize;
      const used = bufHead.nodes.filter(({ addr }) => first <= addr && addr < first + blockSize);
      const indices = [...blkp.freeBufctls, ...used.map(({ index }) => index)].sort((a, b) => a - b);
      if (indices.some((index, k) => index !== k) || indices.length !== blkp.bitmap.length)
        return `the buf_ctls of ${blkp.name} in ${showRange({ start: 0, end: blkp.bitmap.length })} are ${indices}`;
    }
    return null;
  },
});
