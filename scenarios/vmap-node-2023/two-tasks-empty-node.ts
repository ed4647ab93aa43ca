import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Two tasks on two CPUs that share one node. */
export const twoTasksEmptyNode = allocatorScenario({
  name: 'two-tasks-empty-node',
  question: 'Two tasks find one node empty: does each get its own pages, and only one block is fetched?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 2, nrNodes: 1, nodeSize: 8, window: 32 },
  threads: { a: { does: [alloc(2, 'a'), free('a')] }, b: { cpu: 1, does: [alloc(2, 'b'), free('b')] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 16 },
});
