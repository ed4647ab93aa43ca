import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc } from '../../model/workload.js';
import { fillPossible } from '../../properties/fill-possible.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** fill_in_progress is whatever the memory held: if that is not 0, the node is never filled, and all goes to the heap. */
export const nodesNotZeroed = allocatorScenario({
  name: 'nodes-not-zeroed',
  question: 'Do nodes work if kmalloc_array() gives memory that is not zeroed?',
  source: 'vmalloc-designs.md 5: the array of nodes is allocated un-zeroed (seed 004 is patch 6 of that series)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 16, zeroed: false },
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [alloc(1, 'b')] } },
  claims: [...NODE_CLAIMS, fillPossible],
  expect: { verdict: 'violated', by: 'I-LIVE', traces: 4 },
});
