import { FreeTree2019, LINUX_5_2 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, purge } from '../../model/workload.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** 5.2: one lock, and lazy areas stay in the busy tree until they are purged. */
export const treeOneLockMix = allocatorScenario({
  name: 'tree-one-lock-mix',
  question: 'Is 5.2 right with its one lock?',
  source: 'vmalloc-designs.md 3.2',
  design: FreeTree2019,
  parameters: { ...LINUX_5_2, cpus: 1, window: 8 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [free('x'), alloc(2, 'a')] }, b: { does: [alloc(2, 'b'), purge()] } },
  claims: TREE_CLAIMS,
  expect: { verdict: 'holds', traces: 4 },
});
