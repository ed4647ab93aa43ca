import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The undo path makes a block whole, but only a purge gives blocks back: nobody can use it for a larger request. */
export const undoPathWholeBlock = allocatorScenario({
  name: 'undo-path-whole-block',
  question: 'Does a block that becomes whole through free_vmap_area go back to the heap?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 8, kasanFailures: 1 },
  threads: { a: { does: [alloc(2, 'a'), alloc(6, 'b')] } },
  claims: [...NODE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 2 },
});
