import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_10 } from '../../model/vmap-blocks.js';
import { mapRam, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** CPUs 0 and 2 are possible, 1 is not: the second block goes to the next possible CPU. */
export const blockIndexHole610 = allocatorScenario({
  name: 'block-index-hole-6-10',
  question: 'Does the index of blocks work if it skips CPUs that are not possible?',
  source: 'vmalloc-designs.md 7.2, index by address',
  design: VmapNode2023,
  parameters: { cpus: 3, window: 8, nrNodes: 1, blocks: { form: BLOCKS_6_10, possibleCpus: [0, 2] } },
  threads: { a: { does: [mapRam(2, 'a'), unmapRam('a')] }, b: { cpu: 2, does: [mapRam(2, 'b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 2 },
});
