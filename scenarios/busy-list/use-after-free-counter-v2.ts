import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** v2 reads the size for vmap_lazy_nr from an area that it has just freed. */
export const useAfterFreeCounterV2 = allocatorScenario({
  name: 'use-after-free-counter-v2',
  question: 'Does the purge touch an area after it has freed it?',
  source: 'vmalloc-designs.md 2.4 (b); seed 001',
  design: BusyList,
  parameters: { cpus: 1, window: 6, purge: 'counter-v2' },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x'), purge()] }, b: { does: [alloc(2, 'b')] } },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'violated', by: 'I-UAF', traces: 2 },
});
