import { FreeTree2019, LINUX_5_5 } from '../../model/designs/free-tree-2019.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { areasAlive } from '../../properties/areas-alive.js';
import { BLOCK_LAYER_CLAIMS, TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * RCU keeps the block for who walks the list, but not its area: the free tree of 5.2 frees descriptors at once. The busy
 * list waited for readers there as well.
 */
export const blockOnTreeAliasesOfFreedBlock55 = allocatorScenario({
  name: 'block-on-tree-aliases-of-freed-block-5-5',
  question: 'Is the area of a block still there for the vm_unmap_aliases that looks at it while another frees it?',
  source: 'vmalloc-designs.md 7.3 and 3.2',
  design: FreeTree2019,
  parameters: { cpus: 1, window: 8, ...LINUX_5_5, blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(2, 'x'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [purge()] } },
  claims: [...TREE_CLAIMS, ...BLOCK_LAYER_CLAIMS, areasAlive],
  expect: { verdict: 'violated', by: 'I-UAF of areas', traces: 26 },
});
