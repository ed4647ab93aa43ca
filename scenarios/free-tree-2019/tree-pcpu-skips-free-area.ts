import { FreeTree2019, LINUX_5_2 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, pcpu, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** 5.2: an area that ends above its free area sends the search to the next one below. */
export const treePcpuSkipsFreeArea = allocatorScenario({
  name: 'tree-pcpu-skips-free-area',
  question: 'Does pcpu_get_vm_areas fail although the areas would fit lower down in the same free area?',
  source: 'vmalloc-designs.md 8: base+end > va.end, added after 5.2',
  design: FreeTree2019,
  parameters: { ...LINUX_5_2, cpus: 1 },
  setup: [alloc(11, 'x'), alloc(3, 'y'), free('x'), purge()],
  threads: { a: { does: [pcpu([0, 4], [2, 2], 'p')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 1 },
});
