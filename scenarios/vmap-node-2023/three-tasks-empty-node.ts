import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Three tasks on one empty node. */
export const threeTasksEmptyNode = allocatorScenario({
  name: 'three-tasks-empty-node',
  question: 'Three tasks find one node empty: is a block fetched at most once each time it runs out?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 40 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] }, c: { does: [alloc(2, 'c')] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 54 },
});
