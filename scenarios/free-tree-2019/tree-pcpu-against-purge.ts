import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, pcpu, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** There is no base until what is lazy has been purged, by the chunk itself or by another. */
export const treePcpuAgainstPurge = allocatorScenario({
  name: 'tree-pcpu-against-purge',
  question: 'Does a percpu chunk that needs lazy pages get them?',
  source: 'vmalloc-designs.md 8',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 8 },
  setup: [alloc(4, 'x'), alloc(4, 'y'), free('x')],
  threads: { a: { does: [pcpu([0, 2], [1, 1], 'p')] }, b: { does: [purge(), free('y')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 18 },
});
