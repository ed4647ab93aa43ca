import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** One of them takes it, the other goes to the heap. */
export const poolHitAgainstPoolHit = allocatorScenario({
  name: 'pool-hit-against-pool-hit',
  question: 'Two tasks on one CPU want the one range in the pool: is it handed out twice?',
  source: 'vmalloc-designs.md 6.4, node_pool_del_va()',
  design: VmapPools,
  parameters: { cpus: 2, window: 16 },
  setup: [alloc(1, 'x'), free('x'), purge()],
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [alloc(1, 'b')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 4 },
});
