import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { alloc } from '../../model/workload.js';
import { failuresReturned } from '../../properties/failures-returned.js';
import { ZONE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** An allocation that is too large for the zone: there is no fill that could fail. */
export const zoneNoMemoryForArea = allocatorScenario({
  name: 'zone-no-memory-for-area',
  question: 'Does an allocation fail if there is no memory for its descriptor?',
  source: 'vmalloc-designs.md 4.2, v1 8/9',
  design: CpuZone2023,
  parameters: { cpus: 1, cvzSize: 8, window: 16, slabFailures: 1 },
  threads: { a: { does: [alloc(3, 'a')] }, b: { does: [alloc(3, 'b')] } },
  claims: [...ZONE_CLAIMS, failuresReturned],
  expect: { verdict: 'holds', traces: 5 },
});
