import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_10 } from '../../model/vmap-blocks.js';
import { mapRam, purge } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As 6.10 has it: a flush of aliases finds the new block in the index before its CPU is noted. */
export const blockCpuNotedLate610 = allocatorScenario({
  name: 'block-cpu-noted-late-6-10',
  question: 'Is a block complete when it can be found?',
  source: 'vmalloc-designs.md 7.2, owner queue; I-PUB of 0.5',
  design: VmapNode2023,
  parameters: { cpus: 2, window: 8, migrations: 1, blocks: { form: BLOCKS_6_10 } },
  threads: { a: { does: [mapRam(1, 'a')] }, b: { does: [purge()] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: ['I-PUB', 'data race'], traces: 32 },
});
