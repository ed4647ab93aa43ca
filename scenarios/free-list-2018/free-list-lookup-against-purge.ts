import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, find, free, purge } from '../../model/workload.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Lazy areas stay in the tree of busy ones; a lookup may find them. */
export const freeListLookupAgainstPurge = allocatorScenario({
  name: 'free-list-lookup-against-purge',
  question: 'Does a lookup find its area while others are freed and purged?',
  source: 'vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 6 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [find('x', 1), find('y')] }, b: { does: [free('y'), purge()] } },
  claims: FREE_LIST_CLAIMS,
  expect: { verdict: 'holds', traces: 6 },
});
