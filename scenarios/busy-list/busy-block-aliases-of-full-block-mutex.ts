import { BusyList } from '../../model/designs/busy-list.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BUSY_BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (e), and to 6.4: a block without free pages is on no list, and is never looked at. */
export const busyBlockAliasesOfFullBlockMutex = allocatorScenario({
  name: 'busy-block-aliases-of-full-block-mutex',
  question: 'Does vm_unmap_aliases flush the dirty pages of a block that has no free page left?',
  source: 'vmalloc-designs.md 7.3, last line',
  design: BusyList,
  parameters: { cpus: 1, window: 8, purge: 'mutex', blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(2, 'x'), mapRam(2, 'y')],
  threads: { a: { does: [unmapRam('x'), purge()] } },
  claims: BUSY_BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: 'I-ALIAS', traces: 1 },
});
