import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, pcpu } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Two percpu chunks at a time, one of which has to wait for lazy pages. */
export const treeTwoPcpu = allocatorScenario({
  name: 'tree-two-pcpu',
  question: 'Do two percpu chunks get areas of their own?',
  source: 'vmalloc-designs.md 8',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 8 },
  setup: [alloc(4, 'x'), free('x')],
  threads: { a: { does: [pcpu([0, 2], [1, 2], 'p'), free('p.0')] }, b: { does: [pcpu([0, 2], [1, 2], 'q')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 47 },
});
