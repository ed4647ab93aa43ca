import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Two purges at a time, each with something to take. */
export const purgeRacingPurge = allocatorScenario({
  name: 'purge-racing-purge',
  question: 'When two purges run, does each return only after what it took is usable?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 8, window: 16 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x'), purge()] }, b: { does: [free('y'), purge()] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 26 },
});
