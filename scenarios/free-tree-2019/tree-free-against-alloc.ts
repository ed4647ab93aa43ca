import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free } from '../../model/workload.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** With the lock split, an area is in no tree between the two locks. */
export const treeFreeAgainstAlloc = allocatorScenario({
  name: 'tree-free-against-alloc',
  question: 'Does the lock split lose or share a page when tasks allocate and free?',
  source: 'vmalloc-designs.md 3.2, lock split of 5.5',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 8 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [free('x'), alloc(2, 'a')] }, b: { does: [alloc(2, 'b'), free('b')] } },
  claims: TREE_CLAIMS,
  expect: { verdict: 'holds', traces: 20 },
});
