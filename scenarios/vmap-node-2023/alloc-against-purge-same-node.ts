import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A purge returns areas to the node that a task allocates from. */
export const allocAgainstPurge = allocatorScenario({
  name: 'alloc-against-purge-same-node',
  question: 'Is an allocation safe against a purge of its own node?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 16 },
  setup: [alloc(2, 'x'), alloc(2, 'y'), free('x')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [purge()] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 4 },
});
