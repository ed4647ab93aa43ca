import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The caller is at fault: vfree() warns of an area that does not exist, and does nothing. */
export const poolAreaFreedTwice = allocatorScenario({
  name: 'pool-area-freed-twice',
  question: 'Two tasks free the same area: does only one of them get hold of it?',
  source: 'mm/vmalloc.c, vfree(); vmalloc-designs.md 6.4',
  design: VmapPools,
  parameters: { cpus: 2, window: 16 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [free('x')] }, b: { does: [free('x'), alloc(2, 'b')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 2 },
});
