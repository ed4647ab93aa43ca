import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureStrong } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Another task frees between the allocation's purge and its last search. */
export const treeExhaustionAgainstFree = allocatorScenario({
  name: 'tree-exhaustion-against-free',
  question: 'May an allocation fail while pages that would satisfy it are lazy?',
  source: 'vmalloc-designs.md 0.5: every design violates the strong form',
  design: FreeTree2019,
  parameters: { ...LINUX_5_5, cpus: 1, window: 4 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [free('x')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureStrong],
  expect: { verdict: 'violated', by: 'I-SPUR strong', traces: 5 },
});
