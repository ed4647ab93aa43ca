import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Sizes are rounded up to small alignments; the rest may not be there. */
export const paddingRefusesFit = allocatorScenario({
  name: 'padding-refuses-fit',
  question: 'Does an allocation fail although its pages are free?',
  source: 'seed 002 (RFC of October 2018, patch 1/2); vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 5 },
  threads: { a: { does: [alloc(5, 'a', 4)] } },
  claims: [...FREE_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 1 },
});
