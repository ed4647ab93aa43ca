import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { alloc, mapRam, purge, unmapRam } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BLOCK_LAYER_CLAIMS, FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As `busy-block-overflow-mutex`, on the free list: the block's pages go back to it, and are found again. */
export const freeListBlockOverflow = allocatorScenario({
  name: 'free-list-block-overflow',
  question: 'Do the pages of a fragmented block come back to the free list, once, whoever purges?',
  source: 'vmalloc-designs.md 3.1, 7.3',
  design: FreeList2018,
  parameters: { cpus: 1, window: 8, blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(2, 'x'), alloc(4, 'y'), unmapRam('x')],
  threads: { a: { does: [alloc(4, 'a')] }, b: { does: [purge()] } },
  claims: [...FREE_LIST_CLAIMS, ...BLOCK_LAYER_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 28 },
});
