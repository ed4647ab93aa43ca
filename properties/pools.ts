import type { VmapPools } from '../model/designs/vmap-pool.js';
import { showRange } from '../model/memory/range-set.js';
import { defineClaim } from './claim.js';

/** I-LEN: a pool's length is that of its list, and what is in it has the pool's size and the node's tag. */
export const poolsCounted = defineClaim({
  name: 'I-LEN',
  statement:
    'pool.len is never negative and, when nothing runs any more, the length of the list; a pool holds ranges of its size and of its node only.',
  always(allocator) {
    for (const { pool } of (allocator as VmapPools).nodes)
      for (const { head, len } of pool) if (len.get() < 0) return `${head.name} has the length ${len.get()}`;
    return null;
  },
  atEnd(allocator) {
    const pools = allocator as VmapPools;
    for (const vn of pools.nodes)
      for (const [k, { head, len }] of vn.pool.entries()) {
        const { ranges } = head;
        if (len.get() !== ranges.length) return `${head.name} holds ${ranges.length}, but its length is ${len.get()}`;
        for (const range of ranges)
          if (range.end - range.start !== k + 1 || pools.decodeVnId(range.flags ?? 0) !== vn.id)
            return `${head.name} holds ${showRange(range)} of node ${pools.decodeVnId(range.flags ?? 0)}`;
      }
    return null;
  },
});
