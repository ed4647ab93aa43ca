import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The search passes a hole of two pages, then one of a single page. */
export const largestHoleRemembered = allocatorScenario({
  name: 'largest-hole-remembered',
  question: 'Is the first of two holes found again that a larger request has passed?',
  source: 'vmalloc-designs.md 2.2; seed 002 quotes the search',
  design: BusyList,
  parameters: { cpus: 1, window: 8 },
  setup: [alloc(2, 'x'), alloc(1, 'y'), alloc(1, 'z'), alloc(1, 'w'), free('x'), free('z'), purge()],
  threads: { a: { does: [alloc(3, 'a'), alloc(1, 'b')] } },
  claims: [...BUSY_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 1 },
});
