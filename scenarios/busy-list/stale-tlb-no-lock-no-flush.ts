import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The version that was posted again the same day. */
export const staleTlbNoLockNoFlush = allocatorScenario({
  name: 'stale-tlb-no-lock-no-flush',
  question: 'Is an area used again before the TLB is flushed, if the purge forgets to?',
  source: 'vmalloc-designs.md 2.4 (c); seed 001',
  design: BusyList,
  parameters: { cpus: 1, window: 6, purge: 'no-lock-no-flush' },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x'), purge()] }, b: { does: [alloc(2, 'b')] } },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'violated', by: 'I-TLB', traces: 2 },
});
