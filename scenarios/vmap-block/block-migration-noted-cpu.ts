import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_11 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As merged: the queue is that of the CPU that was noted, wherever the task is by then. */
export const blockMigrationNotedCpu = allocatorScenario({
  name: 'block-migration-noted-cpu',
  question: 'Does a block that was made while its task was moved stay with the queue that it names?',
  source: 'vmalloc-designs.md 7.2, owner queue ("mm: fix incorrect vbq reference", May 2024)',
  design: VmapNode2023,
  parameters: { cpus: 2, window: 8, migrations: 1, blocks: { form: BLOCKS_6_11, purgeThreshold: 3 } },
  threads: { a: { does: [mapRam(2, 'a'), unmapRam('a')] }, b: { does: [purge()] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 64 },
});
