import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, find } from '../../model/workload.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Somebody asks for the page behind his own area: what lies there comes and goes again. */
export const treeUndoAgainstLookup = allocatorScenario({
  name: 'tree-undo-against-lookup',
  question: 'Is an area that is undone taken out of the busy tree under its lock?',
  source: 'vmalloc-designs.md 3.2, lock split of 5.5',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 8, kasanFailures: 1 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [find('x', 2)] } },
  claims: TREE_CLAIMS,
  expect: { verdict: 'holds', traces: 5 },
});
