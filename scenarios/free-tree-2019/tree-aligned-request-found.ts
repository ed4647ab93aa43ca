import { FreeTree2019, LINUX_5_18 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As tree-aligned-request-missed, with a search for the size alone that goes back to parents. */
export const treeAlignedRequestFound = allocatorScenario({
  name: 'tree-aligned-request-found',
  question: 'Does the search find the hole if it does not adjust its length?',
  source: 'vmalloc-designs.md 3.2, length L of the lowest-match search',
  design: FreeTree2019,
  parameters: { ...LINUX_5_18, cpus: 1, window: 10, search: { adjustsLength: false } },
  setup: [alloc(4, 'p'), alloc(2, 'x'), alloc(1, 'q'), alloc(1, 'y'), alloc(2, 'r'), free('x'), free('y'), purge()],
  threads: { a: { does: [alloc(2, 'a', 2)] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 1 },
});
