import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { boundedLaziness } from '../../properties/bounded-laziness.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** From twice lazy_max on the purge gives way to nobody. */
export const lazyGrowthThreshold = allocatorScenario({
  name: 'lazy-growth-threshold',
  question: 'A purge has much to free: may a task that frees outrun it?',
  source: 'seed 002 (finding 2, on 763b218ddfaf); vmalloc-designs.md 2.4 (e)',
  design: BusyList,
  parameters: { cpus: 1, window: 4, purge: 'mutex-with-threshold', lazyMax: 1 },
  setup: [alloc(1, 'r'), alloc(1, 'u'), alloc(2, 'x'), free('r')],
  threads: { a: { does: [purge()] }, b: { does: [free('x'), free('u')] } },
  claims: [...BUSY_LIST_CLAIMS, boundedLaziness],
  expect: { verdict: 'holds', traces: 171 },
});
