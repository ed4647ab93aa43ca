import { FreeTree2019 } from '../../model/designs/free-tree-2019.js';
import { BLOCKS_5_13 } from '../../model/vmap-blocks.js';
import { alloc, mapRam, unmapRam } from '../../model/workload.js';
import { BLOCK_LAYER_CLAIMS, TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As `block-last-free-against-purge`, with the blocks of 5.13 on the free tree. */
export const blockOnTreeLastFreeAgainstPurge = allocatorScenario({
  name: 'block-on-tree-last-free-against-purge',
  question: 'Is a block of 5.13 that a purge and the last unmapping both want freed exactly once?',
  source: 'vmalloc-designs.md 7.3 and 3.2',
  design: FreeTree2019,
  parameters: { cpus: 1, window: 8, blocks: { form: BLOCKS_5_13 } },
  setup: [mapRam(2, 'x'), unmapRam('x')],
  threads: { a: { does: [mapRam(2, 'a'), unmapRam('a')] }, b: { does: [alloc(8, 'b')] } },
  claims: [...TREE_CLAIMS, ...BLOCK_LAYER_CLAIMS],
  expect: { verdict: 'holds', traces: 68 },
});
