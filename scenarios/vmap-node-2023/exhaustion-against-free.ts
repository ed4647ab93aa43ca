import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureStrong } from '../../properties/no-spurious-failure.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Another task frees between the allocation's purge and its last search. */
export const exhaustionAgainstFree = allocatorScenario({
  name: 'exhaustion-against-free',
  question: 'May an allocation fail while pages that would satisfy it are already lazy?',
  source: 'vmalloc-designs.md 0.5: every design violates the strong form',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 8 },
  setup: [alloc(4, 'x'), alloc(4, 'y')],
  threads: { a: { does: [alloc(4, 'a')] }, b: { does: [free('x')] } },
  claims: [...NODE_CLAIMS, noSpuriousFailureStrong],
  expect: { verdict: 'violated', by: 'I-SPUR strong', traces: 3 },
});
