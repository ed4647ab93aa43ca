import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc } from '../../model/workload.js';
import { failuresReturned } from '../../properties/failures-returned.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** An allocation that is too large for the node: there is no fill that could fail. */
export const noMemoryForArea = allocatorScenario({
  name: 'no-memory-for-area',
  question: 'Does an allocation fail if there is no memory for its descriptor?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 16, slabFailures: 1 },
  threads: { a: { does: [alloc(3, 'a')] }, b: { does: [alloc(3, 'b')] } },
  claims: [...NODE_CLAIMS, failuresReturned],
  expect: { verdict: 'holds', traces: 5 },
});
