import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { scaledZones } from '../../model/scaling.js';
import { alloc } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { ZONE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A chunk has 300 pages: one CPU's takes most of a small window, and goes back only when some zone has lazy areas. */
export const fourCpusScaledZones = allocatorScenario({
  name: 'four-cpus-scaled-zones',
  question: 'Can chunks of the size that four CPUs get leave the other CPUs without space?',
  source: 'vmalloc-designs.md 4.1: patch 9 of the series (seed 000 is on patch 8)',
  design: CpuZone2023,
  parameters: { ...scaledZones({ possibleCpus: 4 }), window: 400 },
  setup: [alloc(1, 'x')],
  threads: { a: { cpu: 1, does: [alloc(1, 'a')] }, b: { cpu: 2, does: [alloc(100, 'b')] } },
  claims: [...ZONE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 12 },
});
