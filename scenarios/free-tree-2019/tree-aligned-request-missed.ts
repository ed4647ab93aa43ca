import { FreeTree2019, LINUX_5_2 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The search of 5.2 looks for size + align - 1 below a node: an aligned hole of just the size may be passed over. */
export const treeAlignedRequestMissed = allocatorScenario({
  name: 'tree-aligned-request-missed',
  question: 'Can an aligned request fail although an aligned hole of its size is free?',
  source: 'vmalloc-designs.md 3.2, length L of the lowest-match search',
  design: FreeTree2019,
  parameters: { ...LINUX_5_2, cpus: 1, window: 10 },
  setup: [alloc(4, 'p'), alloc(2, 'x'), alloc(1, 'q'), alloc(1, 'y'), alloc(2, 'r'), free('x'), free('y'), purge()],
  threads: { a: { does: [alloc(2, 'a', 2)] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 1 },
});
