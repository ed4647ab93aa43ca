import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The last piece of a block is purged while a task allocates from that block. */
export const lastPieceAgainstAlloc = allocatorScenario({
  name: 'last-piece-against-alloc',
  question: 'Can a block go back to the heap while a piece of it is handed out?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 16 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [free('x'), purge()] }, b: { does: [alloc(2, 'b'), free('b'), purge()] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 34 },
});
