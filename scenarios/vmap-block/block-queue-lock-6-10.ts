import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_10 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As 6.10 has it: the block says on whose list it is. */
export const blockQueueLock610 = allocatorScenario({
  name: 'block-queue-lock-6-10',
  question: 'Does the CPU that a block notes lead a purge to the right lock?',
  source: 'vmalloc-designs.md 7.2, owner queue',
  design: VmapNode2023,
  parameters: { cpus: 2, window: 8, blocks: { form: BLOCKS_6_10, bits: 2, maxAlloc: 1, purgeThreshold: 2 } },
  setup: [mapRam(1, 'w'), mapRam(1, 'x'), mapRam(1, 'y'), unmapRam('y')],
  threads: { a: { does: [purge()] }, b: { does: [mapRam(1, 'b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 62 },
});
