import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { ZONE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A purge gives the zone's cache back to the heap while a task allocates from it. */
export const zoneAllocAgainstPurge = allocatorScenario({
  name: 'zone-alloc-against-purge',
  question: 'Is an allocation safe against drop_cpu_vmap_cache of its zone?',
  source: 'vmalloc-designs.md 4.2, v1 8/9',
  design: CpuZone2023,
  parameters: { cpus: 1, cvzSize: 8, window: 24 },
  setup: [alloc(2, 'x'), alloc(2, 'y'), free('x')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [purge()] } },
  claims: ZONE_CLAIMS,
  expect: { verdict: 'holds', traces: 11 },
});
