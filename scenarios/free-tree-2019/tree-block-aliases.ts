import { FreeTree2019 } from '../../model/designs/free-tree-2019.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_LAYER_CLAIMS, TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As `free-list-block-aliases`. */
export const treeBlockAliases = allocatorScenario({
  name: 'tree-block-aliases',
  question: 'Are the dirty pages of a block flushed though nothing is lazy?',
  source: 'vmalloc-designs.md 3.2, 7.3',
  design: FreeTree2019,
  parameters: { cpus: 1, window: 8, blocks: {} },
  setup: [mapRam(1, 'x'), mapRam(1, 'y'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [mapRam(1, 'b')] } },
  claims: [...TREE_CLAIMS, ...BLOCK_LAYER_CLAIMS],
  expect: { verdict: 'holds', traces: 2 },
});
