import { alloc, free, purge } from '../../model/workload.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';
import { ForcedPurge } from './three-ways-to-purge-purge-lock.js';

/** (b) v3: the same three ways, with a count instead of the lock. */
export const threeWaysToPurgeCounterV3 = allocatorScenario({
  name: 'three-ways-to-purge-counter-v3',
  question:
    'A free tries to purge, an allocation must purge, a third caller forces a flush: does every purge keep its promise?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.4',
  design: ForcedPurge,
  parameters: { cpus: 1, window: 4, lazyMax: 1, purge: 'counter-v3' },
  setup: [alloc(2, 'x'), alloc(1, 'y'), alloc(1, 'z'), free('y')],
  threads: { a: { does: [free('x')] }, b: { does: [alloc(2, 'b')] }, c: { does: [purge()] } },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'holds', traces: 506 },
});
