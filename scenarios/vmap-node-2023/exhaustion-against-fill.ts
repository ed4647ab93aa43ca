import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A fill has taken its block from the heap and not yet put it into its node: no purge finds it. */
export const exhaustionAgainstFill = allocatorScenario({
  name: 'exhaustion-against-fill',
  question: 'Does a request fail for want of a block that another task is carrying from the heap to its node?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 4, window: 8 },
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [alloc(5, 'b')] } },
  claims: [...NODE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 7 },
});
