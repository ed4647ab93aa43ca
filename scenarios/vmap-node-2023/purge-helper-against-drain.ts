import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The drain worker and a caller purge, both with helpers. */
export const purgeHelperAgainstDrain = allocatorScenario({
  name: 'purge-helper-against-drain',
  question: 'Can purge_work be queued again while a helper still runs it?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 4, window: 16, lazyMax: 1 },
  setup: [alloc(4, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x')] }, b: { cpu: 1, does: [free('y'), purge()] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 329 },
});
