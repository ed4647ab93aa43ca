import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free } from '../../model/workload.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** KASAN has no memory: the area goes straight back, through both locks. */
export const treeUndoAgainstAlloc = allocatorScenario({
  name: 'tree-undo-against-alloc',
  question: 'Is an area that is undone free again, once and only once?',
  source: 'vmalloc-designs.md 3.2, lock split of 5.5',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 8, kasanFailures: 1 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(3, 'b'), free('b')] } },
  claims: TREE_CLAIMS,
  expect: { verdict: 'holds', traces: 44 },
});
