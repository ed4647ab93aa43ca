import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_4 } from '../../model/vmap-blocks.js';
import { alloc, mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As 6.4 has it: one task flushes aliases, which purges whatever is fragmented; another runs out of space. */
export const blockPurgersOldAndForced = allocatorScenario({
  name: 'block-purgers-old-and-forced',
  question: 'Do a flush of aliases and an allocation in need free a fragmented block once?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: { form: BLOCKS_6_4 } },
  setup: [mapRam(2, 'x'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [alloc(8, 'b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 24 },
});
