import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free } from '../../model/workload.js';
import { workEnds } from '../../properties/work-ends.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Queues as they were until 2.6.35: the helper waits for the drain, which waits for the helper. */
export const drainFlushesHelperOneWorker = allocatorScenario({
  name: 'drain-flushes-helper-one-worker',
  question: 'Can the drain flush a helper that is queued behind it on the same CPU?',
  source: 'seed 004: schedule_work_on() and flush_work() in __purge_vmap_area_lazy(); vmalloc-designs.md 0.3 and 5.3',
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 4, window: 16, lazyMax: 1, workqueue: 'one worker' },
  setup: [alloc(4, 'x'), alloc(2, 'y'), free('x')],
  threads: { a: { does: [free('y')] } },
  claims: [...NODE_CLAIMS, workEnds],
  expect: { verdict: 'violated', by: 'deadlock', traces: 19 },
});
