import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { boundedHold } from '../../properties/bounded-hold.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** What the threshold costs: above it vmap_area_lock is held for area after area again. */
export const longHoldAboveThreshold = allocatorScenario({
  name: 'long-hold-above-threshold',
  question: 'Is the time inside one hold of a spin lock bounded whatever the number of lazy areas?',
  source: 'seed 002, patch 2/2; vmalloc-designs.md 2.4 (e), I-HOLD',
  design: BusyList,
  parameters: { cpus: 1, window: 7, purge: 'mutex-with-threshold', lazyMax: 2 },
  setup: [alloc(1, 'r'), alloc(1, 's'), alloc(3, 'x'), free('r'), free('s')],
  threads: { a: { does: [purge()] }, b: { does: [free('x')] } },
  claims: [...BUSY_LIST_CLAIMS, boundedHold(3)],
  expect: { verdict: 'violated', by: 'I-HOLD', traces: 21 },
});
