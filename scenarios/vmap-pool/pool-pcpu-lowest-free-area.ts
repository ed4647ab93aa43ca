import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, pcpu, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The highest free area is too short, and the lowest is just long enough. */
export const poolPcpuLowestFreeArea = allocatorScenario({
  name: 'pool-pcpu-lowest-free-area',
  question: 'Does a percpu chunk find the lowest free area, against an allocation?',
  source: 'vmalloc-designs.md 8',
  design: VmapPools,
  parameters: { cpus: 2, window: 11 },
  setup: [alloc(4, 'x'), alloc(4, 'y'), free('x'), purge()],
  threads: { a: { does: [pcpu([0, 2], [2, 2], 'p'), free('p.1')] }, b: { does: [alloc(3, 'b')] } },
  claims: [...POOL_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 4 },
});
