import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge, shrink } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** What the shrinker has taken out of the pools is nowhere until it has put it into the heap. */
export const shrinkerAgainstExhaustion = allocatorScenario({
  name: 'shrinker-against-exhaustion',
  question: 'An allocation needs what the shrinker has in hand: does it wait for it?',
  source: 'vmalloc-designs.md 6.4: two variants of the shrinker',
  design: VmapPools,
  parameters: { cpus: 2, window: 8 },
  setup: [alloc(2, 'x'), alloc(6, 'y'), free('x'), purge()],
  threads: { a: { does: [shrink()] }, b: { does: [alloc(1, 'b')] } },
  claims: [...POOL_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 4 },
});
