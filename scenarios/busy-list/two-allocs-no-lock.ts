import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (c) As in v3, without a count: the case that Joel Fernandes describes. */
export const twoAllocsNoLock = allocatorScenario({
  name: 'two-allocs-no-lock',
  question: 'Two tasks find no room while enough pages are lazy: does either fail?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.5',
  design: BusyList,
  parameters: { cpus: 1, window: 4, purge: 'no-lock' },
  setup: [alloc(2, 'x'), alloc(2, 'y'), free('x')],
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [alloc(1, 'b')] } },
  claims: [...BUSY_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 28 },
});
