import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_4 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As 6.4 has it: only the free lists are looked through, and a block without free pages is on none. */
export const blockAliasesOfFullBlock64 = allocatorScenario({
  name: 'block-aliases-of-full-block-6-4',
  question: 'Does vm_unmap_aliases reach the dirty pages of a block that has no free ones?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: { form: BLOCKS_6_4 } },
  setup: [mapRam(2, 'x'), mapRam(2, 'y')],
  threads: { a: { does: [unmapRam('x'), purge()] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: 'I-ALIAS', traces: 1 },
});
