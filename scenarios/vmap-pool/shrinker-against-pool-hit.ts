import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge, shrink } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** 6.9 changes the length of a pool without its lock. */
export const shrinkerAgainstPoolHit = allocatorScenario({
  name: 'shrinker-against-pool-hit',
  question: 'The shrinker empties a pool while a task takes from it: is a range lost or handed out twice?',
  source: 'vmalloc-designs.md 6.4',
  design: VmapPools,
  parameters: { cpus: 2, window: 16, decay: '6.9' },
  setup: [alloc(1, 'x'), alloc(1, 'y'), free('x'), free('y'), purge()],
  threads: { a: { does: [shrink()] }, b: { does: [alloc(1, 'b')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'violated', by: 'data race', traces: 7 },
});
