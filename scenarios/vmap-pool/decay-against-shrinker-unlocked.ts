import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge, shrink } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Both detach the list and change its length without a lock in common. */
export const decayAgainstShrinkerUnlocked = allocatorScenario({
  name: 'decay-against-shrinker-unlocked',
  question:
    'The shrinker of 6.9 to early 2026 decays without vmap_purge_lock while a purge fills the pools: is a range lost?',
  source: 'vmalloc-designs.md 6.4: two variants of the shrinker',
  design: VmapPools,
  parameters: { cpus: 2, window: 16, decay: '6.9', shrinkerLocks: false },
  setup: [alloc(1, 'x'), alloc(1, 'y'), free('x'), purge(), free('y')],
  threads: { a: { does: [shrink()] }, b: { does: [purge()] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'violated', by: 'data race', traces: 13 },
});
