import { BusyList } from '../../model/designs/busy-list.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { alloc, free, mapRam, purge, unmapRam } from '../../model/workload.js';
import { BUSY_BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (e) The flush is the caller's if the purge finds nothing lazy. */
export const busyBlockAliasesAgainstFreeMutex = allocatorScenario({
  name: 'busy-block-aliases-against-free-mutex',
  question: 'Are dirty pages of a block flushed when vm_unmap_aliases returns, whatever is freed meanwhile?',
  source: 'vmalloc-designs.md 2.4, 7.3',
  design: BusyList,
  parameters: { cpus: 1, window: 8, purge: 'mutex', blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(1, 'x'), mapRam(1, 'y'), unmapRam('x'), alloc(1, 'z')],
  threads: { a: { does: [purge()] }, b: { does: [unmapRam('y'), free('z')] } },
  claims: BUSY_BLOCK_CLAIMS,
  expect: { verdict: 'holds', traces: 41 },
});
