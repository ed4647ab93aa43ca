import { FreeTree2019, LINUX_5_18 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, purge } from '../../model/workload.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Without the move of vstart, the climb enters the same right subtree again and again. */
export const treeSearchGoesRound = allocatorScenario({
  name: 'tree-search-goes-round',
  question: 'Can a search for the size alone go on for ever?',
  source: 'vmalloc-designs.md 3.2: vstart moves since 2022, before that the climb could loop',
  design: FreeTree2019,
  parameters: { ...LINUX_5_18, cpus: 1, window: 12, search: { adjustsLength: false, movesVstart: false } },
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
  claims: TREE_CLAIMS,
  expect: { verdict: 'violated', by: 'I-LIVE', traces: 1 },
});
