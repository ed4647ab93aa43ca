import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The workload of extra-prefetch-v1 on v2, which takes the fetch flag inside the critical section. */
export const extraPrefetchV2 = allocatorScenario({
  name: 'extra-prefetch-v2',
  question: 'Does setting fill_in_progress under the node lock close the extra prefetch of v1?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 24 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 6 },
});
