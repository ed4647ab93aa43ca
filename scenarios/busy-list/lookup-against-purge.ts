import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, find, free, purge } from '../../model/workload.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Lazy areas stay in the tree; a lookup may find them. */
export const lookupAgainstPurge = allocatorScenario({
  name: 'lookup-against-purge',
  question: 'Does a lookup find its area while others are freed and purged?',
  source: 'vmalloc-designs.md 2.1',
  design: BusyList,
  parameters: { cpus: 1, window: 6 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [find('x', 1), find('y')] }, b: { does: [free('y'), purge(), alloc(1, 'b')] } },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'holds', traces: 10 },
});
