import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, find, free, purge, registerEarly, vmallocInit } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** nr_vmap_nodes is set only when there is an array: all is kept in the one static node, and no pool is used. */
export const poolEarlyNoArray = allocatorScenario({
  name: 'pool-early-no-array',
  question: 'Do pools get on with one node if there is no memory for an array of them?',
  source: 'vmalloc-designs.md 6.2: nr_vmap_nodes is 1 if the array cannot be allocated',
  design: VmapPools,
  parameters: { cpus: 2, window: 16, earlyBoot: { lookupAsks: true, arrayMayFail: true } },
  setup: [registerEarly(4, 'x')],
  threads: {
    boot: { does: [vmallocInit(), free('x'), purge()] },
    b: { cpu: 1, does: [alloc(1, 'b'), find('b'), free('b')] },
  },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 80 },
});
