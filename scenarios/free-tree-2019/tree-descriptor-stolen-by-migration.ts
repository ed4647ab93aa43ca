import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The 5.5 preload: the task is moved after it has seen that its CPU has a spare descriptor. */
export const treeDescriptorStolenByMigration = allocatorScenario({
  name: 'tree-descriptor-stolen-by-migration',
  question: 'Can a task that is moved between the test and the lock fail although space is free?',
  source: 'vmalloc-designs.md 3.2, preload since 5.5',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 2, migrations: 3, noWaitFailures: 2 },
  setup: [alloc(1, 'x')],
  threads: { a: { does: [alloc(2, 'a', 4)] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 9 },
});
