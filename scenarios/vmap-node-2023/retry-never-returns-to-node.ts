import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** After its own purge has refilled the node, the allocation searches only the global heap. */
export const retryNeverReturnsToNode = allocatorScenario({
  name: 'retry-never-returns-to-node',
  question: 'Does an allocation fail although the purge that it waited for gave its node enough pages?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 8 },
  setup: [alloc(2, 'x'), alloc(2, 'y'), alloc(2, 'z'), free('x')],
  threads: { a: { does: [alloc(2, 'a')] } },
  claims: [...NODE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 1 },
});
