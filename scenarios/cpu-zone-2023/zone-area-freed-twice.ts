import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { alloc, free } from '../../model/workload.js';
import { ZONE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The caller is at fault: vfree() warns of an area that does not exist, and does nothing. */
export const zoneAreaFreedTwice = allocatorScenario({
  name: 'zone-area-freed-twice',
  question: 'Two tasks free the same area: does only one of them get hold of it?',
  source: 'mm/vmalloc.c, vfree(); vmalloc-designs.md 4.2',
  design: CpuZone2023,
  parameters: { cpus: 1, cvzSize: 8, window: 16 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [free('x')] }, b: { does: [free('x'), alloc(2, 'b')] } },
  claims: ZONE_CLAIMS,
  expect: { verdict: 'holds', traces: 2 },
});
