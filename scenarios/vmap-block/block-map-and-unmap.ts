import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { mapRam, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** One task maps and unmaps, another maps, on one CPU: they meet in the block or each makes one. */
export const blockMapAndUnmap = allocatorScenario({
  name: 'block-map-and-unmap',
  question: 'Do mappings that share a block never share a page, and do its counts stay right?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: {} },
  setup: [mapRam(1, 'x')],
  threads: { a: { does: [mapRam(2, 'a'), unmapRam('a')] }, b: { does: [mapRam(1, 'b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 8 },
});
