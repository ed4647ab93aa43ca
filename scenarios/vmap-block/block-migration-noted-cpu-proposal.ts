import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { BLOCKS_6_11 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/**
 * The second proposal of May 2024: a task that is moved between its two looks notes one CPU and uses the queue of
 * another.
 */
export const blockMigrationNotedCpuProposal = allocatorScenario({
  name: 'block-migration-noted-cpu-proposal',
  question: 'May a task be moved between noting its CPU and choosing the queue?',
  source: 'vmalloc-designs.md 7.2, owner queue ("mm: fix incorrect vbq reference", May 2024)',
  design: VmapNode2023,
  parameters: {
    cpus: 2,
    window: 8,
    migrations: 1,
    blocks: { form: { ...BLOCKS_6_11, owner: 'cpu looked up twice' }, purgeThreshold: 3 },
  },
  threads: { a: { does: [mapRam(2, 'a'), unmapRam('a')] }, b: { does: [purge()] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: 'I-LIST', traces: 80 },
});
