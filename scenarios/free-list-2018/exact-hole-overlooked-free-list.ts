import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The hints are compared as strictly as cached_hole_size was: the search resumes above a hole of exactly the size. */
export const exactHoleOverlookedFreeList = allocatorScenario({
  name: 'exact-hole-overlooked-free-list',
  question: 'Do the resume hints skip a hole that would fit?',
  source: 'seed 002 (RFC of October 2018, patch 1/2); vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 7 },
  setup: [alloc(2, 'x'), alloc(1, 'y')],
  threads: { a: { does: [free('x'), purge(), alloc(3, 'a'), alloc(2, 'b')] } },
  claims: [...FREE_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 1 },
});
