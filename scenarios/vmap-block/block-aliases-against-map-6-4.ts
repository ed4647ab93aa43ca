import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_4 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * As 6.4 has it: another task takes the last free pages, and the block with its dirty ones, off the list, before the
 * walk gets there.
 */
export const blockAliasesAgainstMap64 = allocatorScenario({
  name: 'block-aliases-against-map-6-4',
  question: 'Does vm_unmap_aliases reach dirty pages of a block that just now loses its last free ones?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: { form: BLOCKS_6_4 } },
  setup: [mapRam(1, 'x'), mapRam(1, 'y'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [mapRam(2, 'b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: 'I-ALIAS', traces: 8 },
});
