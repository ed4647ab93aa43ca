import { VmapPools } from '../../model/designs/vmap-pool.js';
import { find, registerEarly, vmallocInit } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As merged in 6.9: the lock that it takes is none yet. */
export const poolEarlyLookupUnasked = allocatorScenario({
  name: 'pool-early-lookup-unasked',
  question: 'Is a lookup before vmalloc_init() safe if it does not ask?',
  source: 'vmalloc-designs.md 6.4: the fix of 2024',
  design: VmapPools,
  parameters: { cpus: 2, window: 8, decay: '6.9', earlyBoot: { lookupAsks: false } },
  setup: [registerEarly(1, 'x')],
  threads: { boot: { does: [vmallocInit()] }, b: { does: [find('x')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'violated', by: 'BUG_ON', traces: 9 },
});
