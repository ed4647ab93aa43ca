import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As `cache-moves-down-only`: what is freed above last_free_area leaves the hint where it is. */
export const hintMovesDownOnly = allocatorScenario({
  name: 'hint-moves-down-only',
  question: 'Does the search still begin below every hole after an area above was freed?',
  source: 'seed 002 (RFC of October 2018, patch 1/2); vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 8 },
  setup: [alloc(1, 'u'), alloc(3, 'x'), alloc(1, 'v'), alloc(1, 'w'), alloc(2, 'y'), free('x'), purge()],
  threads: { a: { does: [alloc(1, 'a'), free('w'), purge(), alloc(2, 'b')] } },
  claims: [...FREE_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 1 },
});
