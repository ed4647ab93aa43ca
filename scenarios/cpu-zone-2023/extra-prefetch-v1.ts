import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { alloc } from '../../model/workload.js';
import { ZONE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The race that the author of v1 remarks on himself: a delayed second task fetches a chunk that nobody needs. */
export const extraPrefetchV1 = allocatorScenario({
  name: 'extra-prefetch-v1',
  question: 'Can two tasks that find one zone empty both prefetch a chunk for it?',
  source: 'seed 000 (Baoquan He, 6 June 2023, re [PATCH 8/9] mm: vmalloc: Offload free_vmap_area_lock global lock)',
  design: CpuZone2023,
  parameters: { cpus: 1, cvzSize: 8, window: 24 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] } },
  claims: ZONE_CLAIMS,
  expect: { verdict: 'violated', by: 'I-FILL', traces: 8 },
});
