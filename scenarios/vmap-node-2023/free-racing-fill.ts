import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** An area is freed and purged while its node fetches another block. */
export const freeRacingFill = allocatorScenario({
  name: 'free-racing-fill',
  question: "Do a free, a purge and a fill of one node keep their hands off each other's pages?",
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 32 },
  setup: [alloc(2, 'x'), alloc(2, 'y'), alloc(2, 'z')],
  threads: { a: { does: [free('x')] }, b: { does: [alloc(2, 'b')] }, c: { does: [purge()] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 8 },
});
