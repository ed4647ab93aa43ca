import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { alloc } from '../../model/workload.js';
import { ZONE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** As extra-prefetch-v1 with a third task. */
export const extraPrefetchV1ThreeTasks = allocatorScenario({
  name: 'extra-prefetch-v1-three-tasks',
  question: 'Does a third task make the extra prefetch of v1 worse than an extra chunk?',
  source: 'seed 000 (Baoquan He, 6 June 2023, re [PATCH 8/9] mm: vmalloc: Offload free_vmap_area_lock global lock)',
  design: CpuZone2023,
  parameters: { cpus: 1, cvzSize: 8, window: 40 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] }, c: { does: [alloc(2, 'c')] } },
  claims: ZONE_CLAIMS,
  expect: { verdict: 'violated', by: 'I-FILL', traces: 108 },
});
