import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, free, purge } from '../../model/workload.js';
import { failuresReturned } from '../../properties/failures-returned.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A descriptor is needed where no pool has a range, and a KASAN shadow always. */
export const poolNoMemory = allocatorScenario({
  name: 'pool-no-memory',
  question: 'Does an allocation fail if there is no memory for what it needs?',
  source: 'vmalloc-designs.md 6.4',
  design: VmapPools,
  parameters: { cpus: 2, window: 8, slabFailures: 1, kasanFailures: 1 },
  setup: [alloc(1, 'x'), free('x'), purge()],
  threads: { a: { does: [alloc(1, 'a')] }, b: { does: [alloc(1, 'b')] } },
  claims: [...POOL_CLAIMS, failuresReturned],
  expect: { verdict: 'holds', traces: 32 },
});
