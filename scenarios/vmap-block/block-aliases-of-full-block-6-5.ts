import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_5 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As 6.5 has it: every block in the index is looked at. */
export const blockAliasesOfFullBlock65 = allocatorScenario({
  name: 'block-aliases-of-full-block-6-5',
  question: 'Does vm_unmap_aliases reach the dirty pages of a block that has no free ones, by the index?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: { form: BLOCKS_6_5 } },
  setup: [mapRam(1, 'x'), mapRam(2, 'w'), mapRam(1, 'y')],
  threads: { a: { does: [unmapRam('x'), purge()] }, b: { does: [unmapRam('y')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 14 },
});
