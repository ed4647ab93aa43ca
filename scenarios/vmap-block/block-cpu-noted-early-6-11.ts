import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_11 } from '../../model/vmap-blocks.js';
import { mapRam, purge } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As 6.11 has it: the CPU is noted first. */
export const blockCpuNotedEarly611 = allocatorScenario({
  name: 'block-cpu-noted-early-6-11',
  question: 'Is a block complete when it can be found, now that its CPU is noted first?',
  source: 'vmalloc-designs.md 7.2, owner queue; I-PUB of 0.5',
  design: VmapNode2023,
  parameters: { cpus: 2, window: 8, migrations: 1, blocks: { form: BLOCKS_6_11 } },
  threads: { a: { does: [mapRam(1, 'a')] }, b: { does: [purge()] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 28 },
});
