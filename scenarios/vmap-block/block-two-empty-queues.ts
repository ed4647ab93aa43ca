import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { mapRam, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** No block yet, one CPU: each task may make a block, as the first may not be listed yet. */
export const blockTwoEmptyQueues = allocatorScenario({
  name: 'block-two-empty-queues',
  question: "Can two tasks that both find no block get in each other's way?",
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: {} },
  threads: { a: { does: [mapRam(2, 'a')] }, b: { does: [mapRam(2, 'b'), unmapRam('b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 8 },
});
