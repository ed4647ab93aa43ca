import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (b) v4: the second purge waits until the first is done. */
export const twoAllocsCounterV4 = allocatorScenario({
  name: 'two-allocs-counter-v4',
  question: 'Two tasks find no room while enough pages are lazy: does either fail?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.5',
  design: BusyList,
  parameters: { cpus: 1, window: 4, purge: 'counter-v4' },
  setup: [alloc(2, 'x'), alloc(2, 'y'), free('x')],
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [alloc(1, 'b')] } },
  claims: [...BUSY_LIST_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 34 },
});
