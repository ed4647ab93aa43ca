import { FreeTree2019, LINUX_5_18 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As tree-search-goes-round, with the move of vstart. */
export const treeSearchEnds = allocatorScenario({
  name: 'tree-search-ends',
  question: 'Does moving vstart end the search?',
  source: 'vmalloc-designs.md 3.2: vstart moves since 2022',
  design: FreeTree2019,
  parameters: { ...LINUX_5_18, cpus: 1, window: 12, search: { adjustsLength: false } },
  setup: [
    alloc(1, 'u'),
    alloc(2, 'v'),
    alloc(1, 'w'),
    alloc(1, 'x'),
    alloc(2, 'y'),
    alloc(1, 'z'),
    alloc(1, 'p'),
    alloc(2, 'q'),
    alloc(1, 'r'),
    free('v'),
    free('q'),
    free('y'),
    purge(),
  ],
  threads: { a: { does: [alloc(2, 'a', 4)] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 1 },
});
