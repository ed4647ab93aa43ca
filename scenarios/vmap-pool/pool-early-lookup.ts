import { VmapPools } from '../../model/designs/vmap-pool.js';
import { find, registerEarly, vmallocInit } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** It returns nothing until vmap_initialized is set. */
export const poolEarlyLookup = allocatorScenario({
  name: 'pool-early-lookup',
  question: 'Is a lookup before and while vmalloc_init() runs safe?',
  source: 'vmalloc-designs.md 6.4: the fix of 2024',
  design: VmapPools,
  parameters: { cpus: 2, window: 8, earlyBoot: { lookupAsks: true } },
  setup: [registerEarly(1, 'x')],
  threads: { boot: { does: [vmallocInit()] }, b: { does: [find('x')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 9 },
});
