import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** 2.6.28 took the count for an upper bound and said so with BUG_ON. */
export const flagThenCount2008 = allocatorScenario({
  name: 'flag-then-count-2008',
  question: 'Can a purge find more lazy pages than have been counted?',
  source: 'vmalloc-designs.md 2.3',
  design: BusyList,
  parameters: { cpus: 1, window: 6, purge: 'trylock-2008', accounting: 'flag-then-count' },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x')] }, b: { does: [purge()] } },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'violated', by: 'BUG_ON', traces: 4 },
});
