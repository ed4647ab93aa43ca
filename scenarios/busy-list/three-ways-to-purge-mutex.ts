import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (e) try, overflow and vm_unmap_aliases under the mutex. */
export const threeWaysToPurgeMutex = allocatorScenario({
  name: 'three-ways-to-purge-mutex',
  question:
    'A free tries to purge, an allocation must purge, a third caller unmaps aliases: does every purge keep its promise?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.4',
  design: BusyList,
  parameters: { cpus: 1, window: 4, lazyMax: 1, purge: 'mutex' },
  setup: [alloc(2, 'x'), alloc(1, 'y'), alloc(1, 'z'), free('y')],
  threads: { a: { does: [free('x')] }, b: { does: [alloc(2, 'b')] }, c: { does: [purge()] } },
  claims: [...BUSY_LIST_CLAIMS, noStaleAlias],
  expect: { verdict: 'holds', traces: 197 },
});
