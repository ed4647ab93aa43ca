import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { mapRam, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A request above VMAP_MAX_ALLOC has an area of its own, beside a small one in a block. */
export const blockLargeMapping = allocatorScenario({
  name: 'block-large-mapping',
  question: 'Do large mappings go past the blocks?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 12, blocks: {} },
  threads: { a: { does: [mapRam(3, 'a'), unmapRam('a')] }, b: { does: [mapRam(1, 'b'), unmapRam('b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 2 },
});
