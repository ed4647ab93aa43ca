import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge, shrink } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The form since 2026: shrinker and purge take turns. */
export const decayAgainstShrinker = allocatorScenario({
  name: 'decay-against-shrinker',
  question: 'The shrinker takes vmap_purge_lock: is a range lost?',
  source: 'vmalloc-designs.md 6.4: two variants of the shrinker',
  design: VmapPools,
  parameters: { cpus: 2, window: 16 },
  setup: [alloc(1, 'x'), alloc(1, 'y'), free('x'), purge(), free('y')],
  threads: { a: { does: [shrink()] }, b: { does: [purge()] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 5 },
});
