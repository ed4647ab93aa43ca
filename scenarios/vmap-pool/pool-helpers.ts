import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** More than lazy_max_pages() are lazy: a worker purges one of the nodes. */
export const poolHelpers = allocatorScenario({
  name: 'pool-helpers',
  question: 'Helpers purge several nodes at a time while a task allocates: is anything lost?',
  source: 'vmalloc-designs.md 6.4: helpers',
  design: VmapPools,
  parameters: { cpus: 2, window: 16, lazyMax: 1 },
  setup: [alloc(1, 'x'), free('x')],
  threads: { a: { cpu: 1, does: [alloc(1, 'a'), free('a'), purge()] }, b: { does: [alloc(1, 'b')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 422 },
});
