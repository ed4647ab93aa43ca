import { FreeTree2019, LINUX_5_18 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, purge } from '../../model/workload.js';
import { boundedHold } from '../../properties/bounded-hold.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Above twice the threshold freeing wins: the purge keeps the lock from area to area. */
export const treePurgeKeepsTheLock = allocatorScenario({
  name: 'tree-purge-keeps-the-lock',
  question: 'Is the hold bounded above the threshold, too?',
  source: 'vmalloc-designs.md 3.2, purge body; seed 002, second patch',
  design: FreeTree2019,
  parameters: { ...LINUX_5_18, cpus: 1, lazyMax: 1 },
  setup: [
    alloc(2, 't'),
    alloc(1, 'u'),
    alloc(2, 'v'),
    alloc(1, 'w'),
    alloc(2, 'x'),
    alloc(1, 'y'),
    free('t'),
    free('v'),
    free('x'),
  ],
  threads: { a: { does: [purge()] }, b: { does: [alloc(2, 'b')] } },
  claims: [...TREE_CLAIMS, boundedHold(4)],
  expect: { verdict: 'violated', by: 'I-HOLD', traces: 24 },
});
