import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Of four ranges one is given back; the other three are put back under the lock, but the length is changed without it. */
export const poolHitAgainstDecay69 = allocatorScenario({
  name: 'pool-hit-against-decay-6-9',
  question: 'A task takes from the pool while a purge decays it as in 6.9: is a range lost or handed out twice?',
  source: 'vmalloc-designs.md 6.4, decay_va_pool_node() of 6.9',
  design: VmapPools,
  parameters: { cpus: 2, window: 8, decay: '6.9' },
  setup: [
    ...['u', 'v', 'w', 'x', 'y'].map((name) => alloc(1, name)),
    ...['u', 'v', 'w', 'x'].map((name) => free(name)),
    purge(),
    free('y'),
  ],
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [purge()] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'violated', by: 'data race', traces: 23 },
});
