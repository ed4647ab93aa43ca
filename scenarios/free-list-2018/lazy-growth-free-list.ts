import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free, purge } from '../../model/workload.js';
import { boundedLaziness } from '../../properties/bounded-laziness.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The RFC with its second patch. */
export const lazyGrowthFreeList = allocatorScenario({
  name: 'lazy-growth-free-list',
  question: 'A purge has much to free: may a task that frees outrun it?',
  source: 'seed 002 (finding 2, on 763b218ddfaf); vmalloc-designs.md 2.4 (e)',
  design: FreeList2018,
  parameters: { cpus: 1, window: 4, lazyMax: 1 },
  setup: [alloc(1, 'r'), alloc(1, 'u'), alloc(2, 'x'), free('r')],
  threads: { a: { does: [purge()] }, b: { does: [free('x'), free('u')] } },
  claims: [...FREE_LIST_CLAIMS, boundedLaziness],
  expect: { verdict: 'holds', traces: 171 },
});
