import { VmapPools } from '../../model/designs/vmap-pool.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_LAYER_CLAIMS, POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As `block-aliases-against-last-free`, on the design that has been below the blocks since 6.9. */
export const blockOnPoolsAliasesAgainstLastFree = allocatorScenario({
  name: 'block-on-pools-aliases-against-last-free',
  question: 'Does vm_unmap_aliases of today reach dirty pages of a block that is just being freed?',
  source: 'vmalloc-designs.md 7.3 and 6.4',
  design: VmapPools,
  parameters: { cpus: 1, window: 8, blocks: {} },
  setup: [mapRam(2, 'x'), mapRam(2, 'y'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [unmapRam('y')] } },
  claims: [...POOL_CLAIMS, ...BLOCK_LAYER_CLAIMS],
  expect: { verdict: 'violated', by: 'I-ALIAS', traces: 17 },
});
