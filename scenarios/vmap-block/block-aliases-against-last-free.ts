import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * The last unmapping makes the block all dirty; until its area is on a lazy list, nobody would flush the pages that
 * others unmapped before.
 */
export const blockAliasesAgainstLastFree = allocatorScenario({
  name: 'block-aliases-against-last-free',
  question: 'Does vm_unmap_aliases reach dirty pages of a block that is just being freed?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: {} },
  setup: [mapRam(2, 'x'), mapRam(2, 'y'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [unmapRam('y')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: 'I-ALIAS', traces: 17 },
});
