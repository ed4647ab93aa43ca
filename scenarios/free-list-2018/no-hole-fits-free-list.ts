import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The one free area ends at, or below, the address that alignment asks for: the search comes to the end of the list. */
export const noHoleFitsFreeList = allocatorScenario({
  name: 'no-hole-fits-free-list',
  question: 'Does the search end when the last free area is passed over?',
  source: 'vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 8, maxPadding: 1 },
  setup: [alloc(1, 'p'), alloc(1, 'x'), alloc(6, 'y'), free('x')],
  threads: { a: { does: [purge(), alloc(1, 'a', 4), alloc(1, 'b', 2), alloc(1, 'c')] } },
  claims: [...FREE_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 1 },
});
