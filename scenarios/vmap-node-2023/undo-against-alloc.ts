import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc } from '../../model/workload.js';
import { failuresReturned } from '../../properties/failures-returned.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** An area of the node and one of the global heap: each goes back to where it came from, under the lock there. */
export const undoAgainstAlloc = allocatorScenario({
  name: 'undo-against-alloc',
  question: 'Is an area that is undone free again, once and only once?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 16, kasanFailures: 1 },
  setup: [alloc(1, 'x')],
  threads: { a: { does: [alloc(2, 'a'), alloc(3, 'c')] }, b: { does: [alloc(2, 'b'), alloc(3, 'd')] } },
  claims: [...NODE_CLAIMS, failuresReturned],
  expect: { verdict: 'holds', traces: 62 },
});
