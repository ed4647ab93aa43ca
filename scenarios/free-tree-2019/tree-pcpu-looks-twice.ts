import { FreeTree2019, LINUX_5_2 } from '../../model/designs/free-tree-2019.js';
import { alloc, free, pcpu, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { TREE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As tree-pcpu-skips-free-area, with the rule of 5.3. */
export const treePcpuLooksTwice = allocatorScenario({
  name: 'tree-pcpu-looks-twice',
  question: 'Does the rule added after 5.2 find the base?',
  source: 'vmalloc-designs.md 8: base+end > va.end, added after 5.2',
  design: FreeTree2019,
  parameters: { ...LINUX_5_2, cpus: 1, pcpuSearch: { looksTwice: true } },
  setup: [alloc(11, 'x'), alloc(3, 'y'), free('x'), purge()],
  threads: { a: { does: [pcpu([0, 4], [2, 2], 'p')] } },
  claims: [...TREE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 1 },
});
