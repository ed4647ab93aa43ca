import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { alloc, free } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { ZONE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The two-task situation of seed 001 on the 2023 zones: what is lazy would satisfy both. */
export const zoneExhaustionTwoTasks = allocatorScenario({
  name: 'zone-exhaustion-two-tasks',
  question: 'Two tasks find the heap exhausted while enough pages are lazy: does either fail?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.5',
  design: CpuZone2023,
  parameters: { cpus: 1, cvzSize: 8, window: 8 },
  setup: [alloc(4, 'x'), alloc(4, 'y'), free('x')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] } },
  claims: [...ZONE_CLAIMS.filter(({ name }) => name !== 'I-FILL'), noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 84 },
});
