import type { VmapNode2023 } from '../model/designs/vmap-node-2023.js';
import { type PageRange, showRange } from '../model/memory/range-set.js';
import { type Claim, defineClaim } from './claim.js';

/** Which set of a node holds only addresses that hash to the node: the three statements of the reviewer in seed 004. */
export function onlyOwnAddresses(set: 'free' | 'busy' | 'purge_list'): Claim {
  return defineClaim({
    name: `own addresses in ${set}`,
    statement: `What is in a node's ${set} starts at an address that hashes to the node.`,
    always(allocator) {
      const design = allocator as VmapNode2023;
      for (const vn of design.nodes) {
        const ranges: readonly PageRange[] =
          set === 'free' ? vn.free.ranges : set === 'busy' ? vn.busy.areas : vn.purgeList.ranges;
        for (const range of ranges)
          if (design.addrToNode(range.start) !== vn)
            return `${showRange(range)} is in ${vn.name}.${set}, but starts in node ${design.addrToNode(range.start).id}`;
      }
      return null;
    },
  });
}
