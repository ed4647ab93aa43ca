import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The two-task situation of seed 001: the mutex is still there. */
export const twoAllocsFreeList = allocatorScenario({
  name: 'two-allocs-free-list',
  question: 'Two tasks find no room while enough pages are lazy: does either fail?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.5, 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 4 },
  setup: [alloc(2, 'x'), alloc(2, 'y'), free('x')],
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [alloc(1, 'b')] } },
  claims: [...FREE_LIST_CLAIMS, noSpuriousFailureWeak, noStaleAlias],
  expect: { verdict: 'holds', traces: 16 },
});
