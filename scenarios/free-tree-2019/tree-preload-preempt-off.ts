import { FreeTree2019, LINUX_5_2 } from '../../model/designs/free-tree-2019.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The 5.2 preload: preemption is off from the test to the lock. */
export const treePreloadPreemptOff = allocatorScenario({
  name: 'tree-preload-preempt-off',
  question: 'With preemption off between the test and the lock, is the descriptor always there?',
  source: 'vmalloc-designs.md 3.2, preload of 5.2',
  design: FreeTree2019,
  parameters: { ...LINUX_5_2, cpus: 2, migrations: 2, noWaitFailures: 2 },
  setup: [alloc(1, 'x')],
  threads: { a: { does: [alloc(2, 'a', 4)] }, b: { does: [alloc(1, 'b', 4)] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 34 },
});
