import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { mapRam, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * One task walks the free list for a page; another takes the last page, unmaps it and frees the block that the first
 * may be standing on.
 */
export const blockWalkAgainstFree = allocatorScenario({
  name: 'block-walk-against-free',
  question: 'Is a block still there for whoever walks the free list when it is freed?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: {} },
  setup: [mapRam(2, 'x'), mapRam(1, 'y'), unmapRam('x'), unmapRam('y')],
  threads: { a: { does: [mapRam(1, 'a')] }, b: { does: [mapRam(1, 'b'), unmapRam('b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 18 },
});
