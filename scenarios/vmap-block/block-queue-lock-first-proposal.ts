import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_5 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * The first proposal to repair that: the lock of the queue whose index the block is in, which is the same wrong one.
 */
export const blockQueueLockFirstProposal = allocatorScenario({
  name: 'block-queue-lock-first-proposal',
  question: 'Is the lock of the queue that the address hashes to the right one?',
  source: 'vmalloc-designs.md 7.2, owner queue (first proposal, May 2024)',
  design: VmapNode2023,
  parameters: {
    cpus: 2,
    window: 8,
    blocks: { form: { ...BLOCKS_6_5, owner: 'index' }, bits: 2, maxAlloc: 1, purgeThreshold: 2 },
  },
  setup: [mapRam(1, 'w'), mapRam(1, 'x'), mapRam(1, 'y'), unmapRam('y')],
  threads: { a: { does: [purge()] }, b: { does: [mapRam(1, 'b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: ['I-LIST', 'data race'], traces: 62 },
});
