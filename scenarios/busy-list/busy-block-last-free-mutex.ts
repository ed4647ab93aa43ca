import { BusyList } from '../../model/designs/busy-list.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { alloc, mapRam, unmapRam } from '../../model/workload.js';
import { BUSY_BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (e) The same under the mutex. */
export const busyBlockLastFreeMutex = allocatorScenario({
  name: 'busy-block-last-free-mutex',
  question: 'Is a block that a purge and the last unmapping both want freed exactly once, and its area to the purge?',
  source: 'vmalloc-designs.md 7.4',
  design: BusyList,
  parameters: { cpus: 1, window: 8, purge: 'mutex', blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(2, 'x'), unmapRam('x')],
  threads: { a: { does: [mapRam(2, 'a'), unmapRam('a')] }, b: { does: [alloc(8, 'b')] } },
  claims: BUSY_BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 45 },
});
