import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, allocNoBlock, free, purge } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Without room it fails at once: it neither purges nor waits. */
export const poolNoBlock = allocatorScenario({
  name: 'pool-no-block',
  question: 'May a caller allocate under its own spin lock while others free and purge?',
  source: 'lib/test_vmalloc.c, mask 2048 (no_block_alloc_test); vmalloc-designs.md 9',
  design: VmapPools,
  parameters: { cpus: 2, window: 8 },
  setup: [alloc(4, 'x'), alloc(4, 'y')],
  threads: { a: { does: [allocNoBlock(2, 'a')] }, b: { does: [free('x'), purge()] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 2 },
});
