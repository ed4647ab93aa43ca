import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, find, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Between carving and insertion the lock is dropped: the range is in neither tree. */
export const carvedRangeInLimbo = allocatorScenario({
  name: 'carved-range-in-limbo',
  question: 'Do lookups, frees and purges go right while a carved range is in neither tree?',
  source: 'seed 002 (RFC of October 2018, patch 1/2); vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 6 },
  setup: [alloc(2, 'x'), alloc(1, 'y')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [find('x', 1), free('x'), purge()] } },
  claims: [...FREE_LIST_CLAIMS, noSpuriousFailureWeak, noStaleAlias],
  expect: { verdict: 'holds', traces: 6 },
});
