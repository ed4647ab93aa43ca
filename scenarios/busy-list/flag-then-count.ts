import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A purge finds the flag before the area is counted: it subtracts first, and frees the area whose size is then read. */
export const flagThenCount = allocatorScenario({
  name: 'flag-then-count',
  question: 'Is it safe to flag an area as lazy first and to count it afterwards?',
  source: 'vmalloc-designs.md 2.3; seed 001 argues about the same counter',
  design: BusyList,
  parameters: { cpus: 1, window: 6, purge: 'purge_lock', accounting: 'flag-then-count' },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x')] }, b: { does: [purge()] } },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'violated', by: ['I-LAZY', 'I-UAF'], traces: 5 },
});
