import { VmapPools } from '../../model/designs/vmap-pool.js';
import { alloc } from '../../model/workload.js';
import { POOL_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** What a notifier frees is lazy: the allocation purges once more. */
export const poolNotifier = allocatorScenario({
  name: 'pool-notifier',
  question: 'Somebody on vmap_notify_list gives back what it can: does the allocation that found no room get it?',
  source: 'vmalloc-designs.md 2.2 and 6.4: notifiers',
  design: VmapPools,
  parameters: { cpus: 2, window: 8, notifierFrees: 4 },
  setup: [alloc(4, 'x'), alloc(4, 'y')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(2, 'b')] } },
  claims: POOL_CLAIMS,
  expect: { verdict: 'holds', traces: 28 },
});
