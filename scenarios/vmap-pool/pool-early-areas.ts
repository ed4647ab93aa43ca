import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, find, free, purge, registerEarly, vmallocInit } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** One of them begins in node 0 and ends in node 1. They have no tag, so that no pool gets them. */
export const poolEarlyAreas = allocatorScenario({
  name: 'pool-early-areas',
  question: 'Are areas from before vmalloc_init() found afterwards, and drained?',
  source: 'vmalloc-designs.md 6.4: init order',
  design: VmapPools,
  parameters: { cpus: 2, window: 16, earlyBoot: { lookupAsks: true } },
  setup: [registerEarly(2, 'w'), registerEarly(4, 'x')],
  threads: {
    boot: { does: [vmallocInit(), find('x', 3), free('x'), purge()] },
    b: { cpu: 1, does: [alloc(1, 'b'), free('w')] },
  },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 68 },
});
