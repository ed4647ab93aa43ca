import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The counterpart of exhaustion-against-fill: the block in hand is one that the other can do without. */
export const exhaustionAgainstFillWithRoom = allocatorScenario({
  name: 'exhaustion-against-fill-with-room',
  question: "With one page more, do a block and a large request keep out of each other's way?",
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 4, window: 9 },
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [alloc(5, 'b')] } },
  claims: [...NODE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 2 },
});
