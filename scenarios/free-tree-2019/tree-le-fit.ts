import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** le_fit_alloc_test: three pages at the left edge of the free area, again and again. */
export const treeLeFit = allocatorScenario({
  name: 'tree-le-fit',
  question: 'Do left-edge fits of two tasks leave the tree whole?',
  source: 'seed 002, le_fit_alloc_test; vmalloc-designs.md 9',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 12 },
  threads: { a: { does: [alloc(3, 'a'), free('a'), alloc(3, 'c')] }, b: { does: [alloc(3, 'b'), free('b')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 76 },
});
