import { FreeTree2019, LINUX_5_18 } from '../../model/designs/free-tree-2019.js';
import { alloc, free } from '../../model/workload.js';
import { drained } from '../../properties/drained.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** 5.18: frees above the threshold queue the drain, which goes round until little enough is lazy. */
export const treeDrainLoop = allocatorScenario({
  name: 'tree-drain-loop',
  question: 'Does the drain loop end, and leave no more lazy than it may?',
  source: 'vmalloc-designs.md 3.2, drain_vmap_work of 5.18',
  design: FreeTree2019,
  parameters: { ...LINUX_5_18, cpus: 1, window: 8, lazyMax: 1 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x')] }, b: { does: [free('y')] } },
  claims: [...TREE_CLAIMS, drained],
  expect: { verdict: 'holds', traces: 64 },
});
