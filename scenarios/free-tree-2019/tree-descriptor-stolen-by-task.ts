import { FreeTree2019, LINUX_5_18 } from '../../model/designs/free-tree-2019.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The 5.5 preload, without migration: another task of the CPU takes the descriptor between the test and the lock. */
export const treeDescriptorStolenByTask = allocatorScenario({
  name: 'tree-descriptor-stolen-by-task',
  question: 'Is migration needed for that failure?',
  source: 'vmalloc-designs.md 3.2, preload since 5.5',
  design: FreeTree2019,
  parameters: { ...LINUX_5_18, cpus: 1, noWaitFailures: 2 },
  setup: [alloc(1, 'x')],
  threads: {
    a: { does: [alloc(2, 'a', 4)] },
    b: { does: [alloc(1, 'b', 4), alloc(1, 'c'), alloc(1, 'd', 4)] },
  },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 111 },
});
