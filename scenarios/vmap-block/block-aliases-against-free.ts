import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_11 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As 6.11 has it; the block keeps a free page. */
export const blockAliasesAgainstFree = allocatorScenario({
  name: 'block-aliases-against-free',
  question: 'Is what was unmapped before vm_unmap_aliases flushed, whatever is being unmapped meanwhile?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: { form: BLOCKS_6_11 } },
  setup: [mapRam(1, 'x'), mapRam(1, 'y')],
  threads: { a: { does: [purge()] }, b: { does: [unmapRam('x'), unmapRam('y')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 14 },
});
