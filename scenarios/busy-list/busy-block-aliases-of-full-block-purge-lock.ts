import { BusyList } from '../../model/designs/busy-list.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BUSY_BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (a) As `busy-block-aliases-of-full-block-mutex`: sync and a forced flush do not help. */
export const busyBlockAliasesOfFullBlockPurgeLock = allocatorScenario({
  name: 'busy-block-aliases-of-full-block-purge-lock',
  question: 'Does vm_unmap_aliases flush the dirty pages of a block that has no free page left?',
  source: 'vmalloc-designs.md 7.3, last line',
  design: BusyList,
  parameters: { cpus: 1, window: 8, purge: 'purge_lock', blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(2, 'x'), mapRam(2, 'y')],
  threads: { a: { does: [unmapRam('x'), purge()] } },
  claims: BUSY_BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: 'I-ALIAS', traces: 1 },
});
