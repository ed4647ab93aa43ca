import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * Two flushes of aliases and an unmapping: the first flush resets the dirty range while the page beside it becomes
 * dirty.
 */
export const blockDirtyRangeReset = allocatorScenario({
  name: 'block-dirty-range-reset',
  question: 'Is no dirty page forgotten when the dirty range is reset?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: {} },
  setup: [mapRam(1, 'x'), mapRam(1, 'y'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [unmapRam('y'), purge()] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 8 },
});
