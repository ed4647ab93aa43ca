import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As exhaustion-against-free; only pages count that nobody has touched since the purge. */
export const exhaustionAgainstFreeWeak = allocatorScenario({
  name: 'exhaustion-against-free-weak',
  question: "Is the failure of exhaustion-against-free the other task's doing alone?",
  source: 'vmalloc-designs.md 0.5',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 8 },
  setup: [alloc(4, 'x'), alloc(4, 'y')],
  threads: { a: { does: [alloc(4, 'a')] }, b: { does: [free('x')] } },
  claims: [...NODE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 3 },
});
