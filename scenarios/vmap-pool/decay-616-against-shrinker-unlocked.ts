import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge, shrink } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The length is now changed under the lock only. */
export const decay616AgainstShrinkerUnlocked = allocatorScenario({
  name: 'decay-616-against-shrinker-unlocked',
  question: 'The same with the decay of 6.16: is a range lost?',
  source: 'vmalloc-designs.md 6.4: two variants of the shrinker',
  design: VmapPools,
  parameters: { cpus: 2, window: 16, shrinkerLocks: false },
  setup: [alloc(1, 'x'), alloc(1, 'y'), free('x'), purge(), free('y')],
  threads: { a: { does: [shrink()] }, b: { does: [purge()] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 28 },
});
