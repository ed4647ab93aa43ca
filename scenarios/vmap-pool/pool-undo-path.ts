import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The undo path gives to the heap, whatever the tag says. */
export const poolUndoPath = allocatorScenario({
  name: 'pool-undo-path',
  question: 'KASAN shadow cannot be populated: does the range come back whole?',
  source: 'vmalloc-designs.md 6.4, free_vmap_area()',
  design: VmapPools,
  parameters: { cpus: 2, window: 8, kasanFailures: 1 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 12 },
});
