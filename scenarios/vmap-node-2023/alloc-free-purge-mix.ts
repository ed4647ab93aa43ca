import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Everything at once on one node. */
export const allocFreePurgeMix = allocatorScenario({
  name: 'alloc-free-purge-mix',
  question: 'Two tasks allocate and free while a third purges: is any page lost or shared?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 24 },
  threads: {
    a: { does: [alloc(2, 'a'), free('a')] },
    b: { does: [alloc(2, 'b'), free('b')] },
    c: { does: [purge()] },
  },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 220 },
});
