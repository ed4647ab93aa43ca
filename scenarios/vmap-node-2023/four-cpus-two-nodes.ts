import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { scaledNodes } from '../../model/scaling.js';
import { alloc } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** CPUs 0 and 2 share a node of 128 pages: who comes second goes to the heap, or finds the block there. */
export const fourCpusTwoNodes = allocatorScenario({
  name: 'four-cpus-two-nodes',
  question: 'Are two tasks on CPUs that share a node served by one block?',
  source: 'vmalloc-designs.md 5: patch 9 of the series (seed 004 is patch 6)',
  design: VmapNode2023,
  parameters: { ...scaledNodes({ possibleCpus: 4 }), window: 256 },
  threads: { a: { does: [alloc(1, 'a')] }, b: { cpu: 2, does: [alloc(1, 'b')] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 6 },
});
