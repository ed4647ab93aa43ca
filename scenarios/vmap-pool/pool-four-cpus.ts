import { VmapPools } from '../../model/designs/vmap-pool.js';
import { scaledPools } from '../../model/scaling.js';
import { alloc, free, purge } from '../../model/workload.js';
import { returnsByTag } from '../../properties/tags.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Four CPUs have four nodes of 16 pages; both areas lie in node 0, and come back to the pools of nodes 1 and 3. */
export const poolFourCpus = allocatorScenario({
  name: 'pool-four-cpus',
  question: 'Do ranges come back to the pool of the CPU that took them, wherever they lie?',
  source: 'vmalloc-designs.md 6.2; a descendant of seed 004',
  design: VmapPools,
  parameters: { ...scaledPools({ possibleCpus: 4 }), window: 32 },
  threads: {
    a: { cpu: 1, does: [alloc(1, 'a'), free('a'), purge(), alloc(1, 'c')] },
    b: { cpu: 3, does: [alloc(1, 'b'), free('b')] },
  },
  claims: [...POOL_CLAIMS, returnsByTag],
  expect: { verdict: 'holds', traces: 36 },
});
