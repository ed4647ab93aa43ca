import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Two tasks flush aliases; the only block is fragmented, and has so few free pages that it is purged. */
export const blockTwoPurgers = allocatorScenario({
  name: 'block-two-purgers',
  question: 'Do two purges free a fragmented block once?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: { purgeThreshold: 3 } },
  setup: [mapRam(2, 'x'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [purge()] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 2 },
});
