import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_5 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * As 6.5 to 6.9 have it. The second block of CPU 0 is in the index of CPU 1: there the flush of aliases finds it, and
 * takes the lock of CPU 1's queue to delete it from the list of CPU 0, to which another task adds.
 */
export const blockQueueLock69 = allocatorScenario({
  name: 'block-queue-lock-6-9',
  question: 'Does a purge that finds a block through the index take the lock of its list?',
  source: 'vmalloc-designs.md 7.2, owner queue ("mm: fix incorrect vbq reference", May 2024)',
  design: VmapNode2023,
  parameters: { cpus: 2, window: 8, blocks: { form: BLOCKS_6_5, bits: 2, maxAlloc: 1, purgeThreshold: 2 } },
  setup: [mapRam(1, 'w'), mapRam(1, 'x'), mapRam(1, 'y'), unmapRam('y')],
  threads: { a: { does: [purge()] }, b: { does: [mapRam(1, 'b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: ['I-LIST', 'data race'], traces: 62 },
});
