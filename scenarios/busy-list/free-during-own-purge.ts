import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** What is freed after the purge took the list is still lazy when the purge is over, and the free found the mutex taken. */
export const freeDuringOwnPurge = allocatorScenario({
  name: 'free-during-own-purge',
  question: 'A task frees while an allocation is purging: does the allocation see it?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.3, 2.4 (e)',
  design: BusyList,
  parameters: { cpus: 1, window: 4, lazyMax: 1, purge: 'mutex' },
  setup: [alloc(2, 'x'), alloc(1, 'y'), alloc(1, 'z'), free('y')],
  threads: { a: { does: [free('x')] }, b: { does: [alloc(2, 'b')] } },
  claims: [...BUSY_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 23 },
});
