import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The purge takes the whole list away for a while: the task misses, and takes a range of the heap. */
export const poolHitAgainstPurge = allocatorScenario({
  name: 'pool-hit-against-purge',
  question: 'A task takes from the pool while a purge decays and refills it: is a range lost or handed out twice?',
  source: 'vmalloc-designs.md 6.4 and 6.5',
  design: VmapPools,
  parameters: { cpus: 2, window: 16 },
  setup: [alloc(1, 'x'), alloc(1, 'y'), free('x'), purge(), free('y')],
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [purge()] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 19 },
});
