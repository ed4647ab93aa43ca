import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The 5.5 preload: one task more or less is no harm, for the allocation purges and tries again. */
export const treePreloadUnderLockOnce = allocatorScenario({
  name: 'tree-preload-under-lock-once',
  question: 'Does one stolen descriptor make an allocation fail?',
  source: 'vmalloc-designs.md 3.2, preload since 5.5',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 2, migrations: 1, noWaitFailures: 1 },
  setup: [alloc(1, 'x')],
  threads: { a: { does: [alloc(2, 'a', 4)] }, b: { does: [alloc(1, 'b', 4)] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 154 },
});
