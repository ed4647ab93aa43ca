import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** b_fit_alloc_test, taken as fits at both edges: only holes of exactly that size are left. */
export const treeBFit = allocatorScenario({
  name: 'tree-b-fit',
  question: 'Do full fits of two tasks leave the tree whole?',
  source: 'seed 002, b_fit_alloc_test; vmalloc-designs.md 9, full_fit_alloc_test',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 8 },
  setup: [alloc(2, 'u'), alloc(2, 'v'), alloc(2, 'w'), alloc(2, 'x'), free('u'), free('w'), purge()],
  threads: { a: { does: [alloc(2, 'a'), free('a')] }, b: { does: [alloc(2, 'b'), free('b'), alloc(2, 'c')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 236 },
});
