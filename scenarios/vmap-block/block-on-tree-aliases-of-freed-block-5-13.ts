import { FreeTree2019, LINUX_5_18 } from '../../model/designs/free-tree-2019.js';
import { BLOCKS_5_13 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { areasAlive } from '../../properties/areas-alive.js';
import { BLOCK_LAYER_CLAIMS, TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As `block-on-tree-aliases-of-freed-block-5-5`; a block that is all dirty is passed over. */
export const blockOnTreeAliasesOfFreedBlock513 = allocatorScenario({
  name: 'block-on-tree-aliases-of-freed-block-5-13',
  question: 'Is the area of a block still there for the vm_unmap_aliases that looks at it while another frees it?',
  source: 'vmalloc-designs.md 7.3 and 3.2',
  design: FreeTree2019,
  parameters: { cpus: 1, window: 8, ...LINUX_5_18, blocks: { form: BLOCKS_5_13 } },
  setup: [mapRam(2, 'x'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [purge()] } },
  claims: [...TREE_CLAIMS, ...BLOCK_LAYER_CLAIMS, areasAlive],
  expect: { verdict: 'holds', traces: 24 },
});
