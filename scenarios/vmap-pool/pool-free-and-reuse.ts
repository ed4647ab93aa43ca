import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** What a pool holds was flushed. */
export const poolFreeAndReuse = allocatorScenario({
  name: 'pool-free-and-reuse',
  question: 'Areas go through lazy list and pool while another task allocates: is any page used before its flush?',
  source: 'vmalloc-designs.md 6.4',
  design: VmapPools,
  parameters: { cpus: 2, window: 16 },
  setup: [alloc(1, 'x')],
  threads: { a: { does: [free('x'), purge(), alloc(1, 'a')] }, b: { does: [alloc(1, 'b')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 7 },
});
