import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { lazyAtMost } from '../../properties/bounded-laziness.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The holder of vmap_purge_lock may be preempted before it frees: every free only finds the mutex taken. */
export const lazyGrowthBeforeFreeing = allocatorScenario({
  name: 'lazy-growth-before-freeing',
  question: 'With the threshold, do the lazy pages stay below twice lazy_max and one area?',
  source: 'seed 002, patch 2/2; vmalloc-designs.md 2.4 (e)',
  design: BusyList,
  parameters: { cpus: 1, window: 5, purge: 'mutex-with-threshold', lazyMax: 1 },
  setup: [alloc(1, 'u'), alloc(1, 'v'), alloc(1, 'w'), alloc(1, 'x')],
  threads: { a: { does: [purge()] }, b: { does: [free('u'), free('v'), free('w'), free('x')] } },
  claims: [...BUSY_LIST_CLAIMS, lazyAtMost(3)],
  expect: { verdict: 'violated', by: 'bounded laziness', traces: 107 },
});
