import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The two-task situation of seed 001: what is lazy would satisfy both. */
export const treeExhaustionTwoTasks = allocatorScenario({
  name: 'tree-exhaustion-two-tasks',
  question: 'Two tasks find no space while enough pages are lazy: does either fail?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.5',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 8 },
  setup: [alloc(4, 'x'), alloc(4, 'y'), free('x')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 16 },
});
