import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { boundedHold } from '../../properties/bounded-hold.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (e) The purge reschedules after each area. */
export const longHoldMutex = allocatorScenario({
  name: 'long-hold-mutex',
  question: 'Is the time inside one hold of a spin lock bounded whatever the number of lazy areas?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.4 (e), I-HOLD',
  design: BusyList,
  parameters: { cpus: 1, window: 5, purge: 'mutex' },
  setup: [alloc(1, 'u'), alloc(1, 'v'), alloc(1, 'w'), alloc(1, 'x'), free('u'), free('v'), free('w')],
  threads: { a: { does: [purge()] }, b: { does: [alloc(1, 'b')] } },
  claims: [...BUSY_LIST_CLAIMS, boundedHold(2)],
  expect: { verdict: 'holds', traces: 4 },
});
