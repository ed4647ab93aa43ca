import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, mapRam, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * The block is half dirty, half free. One task takes the free half and gives it back, which frees the block; another
 * runs out of space, and its purge wants the same block.
 */
export const blockLastFreeAgainstPurge = allocatorScenario({
  name: 'block-last-free-against-purge',
  question: 'Is a block that a purge and the last unmapping both want freed exactly once?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: {} },
  setup: [mapRam(2, 'x'), unmapRam('x')],
  threads: { a: { does: [mapRam(2, 'a'), unmapRam('a')] }, b: { does: [alloc(8, 'b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 77 },
});
