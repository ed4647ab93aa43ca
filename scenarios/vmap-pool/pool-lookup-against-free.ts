import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, find, free } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** [3,6) starts in node 0; page 5 hashes to node 1. */
export const poolLookupAgainstFree = allocatorScenario({
  name: 'pool-lookup-against-free',
  question: 'Does a lookup find an area that crosses into the next node, while another task frees its neighbour?',
  source: 'vmalloc-designs.md 6.4, find_vmap_area()',
  design: VmapPools,
  parameters: { cpus: 2, window: 16 },
  setup: [alloc(3, 'w'), alloc(3, 'x'), alloc(3, 'y')],
  threads: { a: { does: [find('x', 2)] }, b: { does: [free('y')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 1 },
});
