import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A purge with full decay gives back what another put into the pools just before. */
export const poolExhaustionAgainstDrain = allocatorScenario({
  name: 'pool-exhaustion-against-drain',
  question: 'A drain purges for the pools while an allocation that found no space purges for itself: does it fail?',
  source: 'vmalloc-designs.md 6.4: skip_populate',
  design: VmapPools,
  parameters: { cpus: 2, window: 8, poolSizes: 4 },
  setup: [alloc(4, 'x'), alloc(4, 'y'), free('x')],
  threads: { a: { does: [alloc(4, 'a')] }, b: { cpu: 1, does: [purge()] } },
  claims: [...POOL_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 3 },
});
