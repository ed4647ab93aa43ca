import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A backlog that makes the purge start a worker, while another task allocates. */
export const purgeWithHelpers = allocatorScenario({
  name: 'purge-with-helpers',
  question: 'Is everything usable when a purge returns that had workers do a part of it?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 4, window: 16, lazyMax: 1 },
  setup: [alloc(4, 'x'), alloc(2, 'y'), free('x'), free('y')],
  threads: { a: { does: [purge()] }, b: { cpu: 1, does: [alloc(1, 'b')] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 184 },
});
