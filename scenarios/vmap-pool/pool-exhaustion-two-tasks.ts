import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The situation of seed 001 on pools. */
export const poolExhaustionTwoTasks = allocatorScenario({
  name: 'pool-exhaustion-two-tasks',
  question: 'Two tasks find the heap exhausted while enough pages are lazy or pooled: does either fail?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.5 and 6.4',
  design: VmapPools,
  parameters: { cpus: 2, window: 8, poolSizes: 4 },
  setup: [alloc(4, 'x'), alloc(4, 'y'), free('x')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] } },
  claims: [...POOL_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 12 },
});
