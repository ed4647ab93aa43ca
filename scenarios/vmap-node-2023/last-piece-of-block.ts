import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The last two pieces of a block are freed and purged by two tasks. */
export const lastPieceOfBlock = allocatorScenario({
  name: 'last-piece-of-block',
  question: 'Is a block returned to the heap, edges included, once and only once its last piece is freed?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 16 },
  setup: [alloc(2, 'x'), alloc(2, 'y'), alloc(2, 'z'), free('z')],
  threads: { a: { does: [free('x'), purge()] }, b: { does: [free('y'), purge()] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 36 },
});
