import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc } from '../../model/workload.js';
import { fillPossible } from '../../properties/fill-possible.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Descriptor allocations fail, in the allocation or in its fill. */
export const noMemoryForFill = allocatorScenario({
  name: 'no-memory-for-fill',
  question: 'Is fill_in_progress cleared and nothing lost when there is no memory for a descriptor?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 32, slabFailures: 1 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] } },
  claims: [...NODE_CLAIMS, fillPossible],
  expect: { verdict: 'holds', traces: 23 },
});
