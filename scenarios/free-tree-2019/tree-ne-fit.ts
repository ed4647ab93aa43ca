import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** ne_fit_alloc_test: aligned areas between the edges, each of which needs a descriptor. */
export const treeNeFit = allocatorScenario({
  name: 'tree-ne-fit',
  question: 'Do no-edge fits of two tasks leave the tree whole?',
  source: 'seed 002, ne_fit_alloc_test; vmalloc-designs.md 9',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1 },
  setup: [alloc(1, 'x')],
  threads: { a: { does: [alloc(1, 'a', 4), free('a')] }, b: { does: [alloc(1, 'b', 4), free('b'), purge()] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 176 },
});
