import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The two-task situation of seed 001 on nodes: what is lazy would satisfy both. */
export const exhaustionTwoTasks = allocatorScenario({
  name: 'exhaustion-two-tasks',
  question: 'Two tasks find the heap exhausted while enough pages are lazy: does either fail?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.5',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 16 },
  setup: [alloc(8, 'x'), alloc(8, 'y'), free('x')],
  threads: { a: { does: [alloc(3, 'a')] }, b: { does: [alloc(3, 'b')] } },
  claims: [...NODE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 12 },
});
