import { CpuZone2023 } from '../../model/designs/cpu-zone-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { ZONE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Everything at once on one zone. */
export const zoneMix = allocatorScenario({
  name: 'zone-free-against-alloc-and-purge',
  question: 'Two tasks allocate and free while a third purges: is any page lost or shared?',
  source: 'vmalloc-designs.md 4.2',
  design: CpuZone2023,
  parameters: { cpus: 1, cvzSize: 8, window: 24 },
  threads: {
    a: { does: [alloc(2, 'a'), free('a')] },
    b: { does: [alloc(2, 'b'), free('b')] },
    c: { does: [purge()] },
  },
  claims: ZONE_CLAIMS.filter(({ name }) => name !== 'I-FILL'),
  expect: { verdict: 'holds', traces: 504 },
});
