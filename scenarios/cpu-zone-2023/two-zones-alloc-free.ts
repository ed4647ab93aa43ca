import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { alloc, free } from '../../model/workload.js';
import { ZONE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Two CPUs that each use their own zone. */
export const twoZonesAllocFree = allocatorScenario({
  name: 'two-zones-alloc-free',
  question: 'Do tasks on two CPUs interfere although chunks are taken bottom up and not by zone?',
  source: 'seed 000 (Baoquan He, 6 June 2023, re [PATCH 8/9] mm: vmalloc: Offload free_vmap_area_lock global lock)',
  design: CpuZone2023,
  parameters: { cpus: 2, cvzSize: 8, window: 40 },
  threads: { a: { does: [alloc(2, 'a'), free('a')] }, b: { cpu: 1, does: [alloc(2, 'b'), free('b')] } },
  claims: ZONE_CLAIMS,
  expect: { verdict: 'holds', traces: 4 },
});
