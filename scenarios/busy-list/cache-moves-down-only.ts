import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Areas above the cached one are freed: the hole that the first of them leaves has to be found. */
export const cacheMovesDownOnly = allocatorScenario({
  name: 'cache-moves-down-only',
  question: 'Does the search still begin below every hole when areas above the cached one were freed?',
  source: 'vmalloc-designs.md 2.2; seed 002 quotes the search',
  design: BusyList,
  parameters: { cpus: 1, window: 6 },
  setup: [alloc(1, 'x'), alloc(3, 'u'), alloc(1, 'v'), alloc(1, 'w')],
  threads: {
    a: { does: [free('x'), purge(), alloc(1, 'a'), free('u'), purge(), free('w'), purge(), alloc(3, 'b')] },
  },
  claims: [...BUSY_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 1 },
});
