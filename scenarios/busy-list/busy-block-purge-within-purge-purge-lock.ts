import { BusyList } from '../../model/designs/busy-list.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BUSY_BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (a) The try finds the lock taken, by the caller itself. */
export const busyBlockPurgeWithinPurgePurgeLock = allocatorScenario({
  name: 'busy-block-purge-within-purge-purge-lock',
  question:
    'A purge frees a fragmented block, which is more than may be lazy: does it go on, having the lock that it would try?',
  source: 'vmalloc-designs.md 2.3, 2.4',
  design: BusyList,
  parameters: { cpus: 1, window: 8, lazyMax: 1, purge: 'purge_lock', blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(2, 'x'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [mapRam(1, 'b')] } },
  claims: BUSY_BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 23 },
});
