import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A task may be moved to another CPU before it looks up its node. */
export const migrationBetweenNodes = allocatorScenario({
  name: 'migration-between-nodes',
  question: 'Is a stale CPU number harmless?',
  source: 'vmalloc-designs.md 0.3: raw_smp_processor_id takes no protection',
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 8, window: 32, migrations: 1 },
  threads: { a: { does: [alloc(2, 'a'), free('a')] }, b: { cpu: 1, does: [alloc(2, 'b')] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 16 },
});
