import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, pcpu } from '../../model/workload.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The second area of a chunk splits the free area between its edges, and there is no spare descriptor. */
export const treePcpuWithoutDescriptor = allocatorScenario({
  name: 'tree-pcpu-without-descriptor',
  question: 'Is nothing lost when a percpu chunk is given back half way?',
  source: 'vmalloc-designs.md 8 and 3.2',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 12, noWaitFailures: 1 },
  threads: { a: { does: [pcpu([4, 0], [2, 2], 'p')] }, b: { does: [alloc(2, 'b'), free('b')] } },
  claims: TREE_CLAIMS,
  expect: { verdict: 'holds', traces: 48 },
});
