import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc, find } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Somebody asks for the page behind his own area: what lies there comes and goes again. */
export const poolUndoAgainstLookup = allocatorScenario({
  name: 'pool-undo-against-lookup',
  question: 'Is an area that is undone taken out of the busy tree under its lock?',
  source: 'vmalloc-designs.md 6.4, free_vmap_area()',
  design: VmapPools,
  parameters: { cpus: 2, window: 8, kasanFailures: 1 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [find('x', 2)] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 12 },
});
