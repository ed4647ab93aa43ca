import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Alignment puts the request at the right end of the free area, which keeps its start. */
export const hintAfterRightFit = allocatorScenario({
  name: 'hint-after-right-fit',
  question: 'Does last_free_area point at a free area after the right end of one was taken?',
  source: 'seed 002 (RFC of October 2018, patch 1/2); vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 8 },
  setup: [alloc(1, 'x')],
  threads: { a: { does: [alloc(4, 'a', 4)] }, b: { does: [alloc(4, 'b', 4)] } },
  claims: [...FREE_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 6 },
});
