import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Frees above the threshold queue the drain work. */
export const drainWorker = allocatorScenario({
  name: 'drain-worker',
  question: 'Does the drain worker reclaim what two tasks free above the threshold?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 24, lazyMax: 1 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x')] }, b: { does: [free('y')] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 60 },
});
