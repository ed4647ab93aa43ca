import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The search starts over only for requests below cached_hole_size: one of exactly that size goes above, and fails. */
export const exactHoleOverlooked = allocatorScenario({
  name: 'exact-hole-overlooked',
  question: 'Does an allocation fail although a hole of exactly its size is free?',
  source: 'vmalloc-designs.md 2.2 (the strict comparison); seed 002 quotes the search',
  design: BusyList,
  parameters: { cpus: 1, window: 6 },
  setup: [alloc(2, 'x'), alloc(1, 'y')],
  threads: { a: { does: [free('x'), purge(), alloc(3, 'a'), alloc(2, 'b')] } },
  claims: [...BUSY_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 1 },
});
