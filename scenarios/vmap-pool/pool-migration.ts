import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Tags say where a range goes; nothing pins the task. */
export const poolMigration = allocatorScenario({
  name: 'pool-migration',
  question:
    'A task moves to another CPU between the choice of its node and the pool: does the range find its way back?',
  source: 'vmalloc-designs.md 6.4: raw CPU number',
  design: VmapPools,
  parameters: { cpus: 2, window: 16, migrations: 1 },
  setup: [alloc(1, 'x'), free('x'), purge()],
  threads: { a: { does: [alloc(1, 'a'), free('a'), purge()] }, b: { cpu: 1, does: [alloc(1, 'b')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 39 },
});
