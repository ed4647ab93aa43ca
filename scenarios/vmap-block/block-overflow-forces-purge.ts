import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, find, mapRam, unmapRam } from '../../model/workload.js';
import { lookupsFind } from '../../properties/lookups-find.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * The window is full of a block and an area; an allocation needs the block's pages while another task unmaps the last
 * one of them.
 */
export const blockOverflowForcesPurge = allocatorScenario({
  name: 'block-overflow-forces-purge',
  question: 'Does an allocation that runs out of space fail only while the block, whose pages it needs, is in use?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: {} },
  setup: [mapRam(2, 'x'), mapRam(1, 'z'), alloc(4, 'y'), unmapRam('x')],
  threads: { a: { does: [alloc(4, 'a')] }, b: { does: [find('z'), unmapRam('z')] } },
  claims: [...BLOCK_CLAIMS, noSpuriousFailureWeak, lookupsFind],
  expect: { verdict: 'holds', traces: 2 },
});
