import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_LAYER_CLAIMS, FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Nothing is lazy, and part of the block is still in use: only vm_unmap_aliases flushes what is dirty. */
export const freeListBlockAliases = allocatorScenario({
  name: 'free-list-block-aliases',
  question: 'Are the dirty pages of a block flushed though nothing is lazy?',
  source: 'vmalloc-designs.md 3.1, 7.3',
  design: FreeList2018,
  parameters: { cpus: 1, window: 8, blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(1, 'x'), mapRam(1, 'y'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [mapRam(1, 'b')] } },
  claims: [...FREE_LIST_CLAIMS, ...BLOCK_LAYER_CLAIMS],
  expect: { verdict: 'holds', traces: 3 },
});
