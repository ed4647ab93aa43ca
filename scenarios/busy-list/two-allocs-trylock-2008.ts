import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** 2.6.28: the allocation does not wait for the purge in progress. */
export const twoAllocsTrylock2008 = allocatorScenario({
  name: 'two-allocs-trylock-2008',
  question: 'Two tasks find no room while enough pages are lazy: does either fail?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.5',
  design: BusyList,
  parameters: { cpus: 1, window: 4, purge: 'trylock-2008' },
  setup: [alloc(2, 'x'), alloc(2, 'y'), free('x')],
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [alloc(1, 'b')] } },
  claims: [...BUSY_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 46 },
});
