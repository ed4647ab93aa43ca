import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, find, free } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Forward or backward, every node is looked at. */
export const poolLookupForward = allocatorScenario({
  name: 'pool-lookup-forward',
  question: 'The same with the order of 6.9: does a lookup find the area?',
  source: 'vmalloc-designs.md 6.4, find_vmap_area()',
  design: VmapPools,
  parameters: { cpus: 2, window: 16, lookup: 'forward' },
  setup: [alloc(3, 'w'), alloc(3, 'x'), alloc(3, 'y')],
  threads: { a: { does: [find('x', 2)] }, b: { does: [free('x')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 3 },
});
