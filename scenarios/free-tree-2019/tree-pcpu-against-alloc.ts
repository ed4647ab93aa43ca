import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, pcpu } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A percpu chunk is put together from the top while a task allocates and frees at the bottom. */
export const treePcpuAgainstAlloc = allocatorScenario({
  name: 'tree-pcpu-against-alloc',
  question: 'Are the areas of a percpu chunk safe against allocations?',
  source: 'vmalloc-designs.md 8',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 12 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [pcpu([0, 4], [2, 2], 'p'), free('p.1')] }, b: { does: [alloc(3, 'b'), free('b')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 27 },
});
