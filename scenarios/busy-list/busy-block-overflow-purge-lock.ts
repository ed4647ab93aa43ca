import { BusyList } from '../../model/designs/busy-list.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { alloc, mapRam, purge, unmapRam } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (a) With sync, which both set, a purge begins with the fragmented blocks. */
export const busyBlockOverflowPurgeLock = allocatorScenario({
  name: 'busy-block-overflow-purge-lock',
  question: 'An allocation needs the pages of a fragmented block while vm_unmap_aliases runs: does it get them?',
  source: 'seed 001; vmalloc-designs.md 2.4, 7.3',
  design: BusyList,
  parameters: { cpus: 1, window: 8, purge: 'purge_lock', blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(2, 'x'), alloc(4, 'y'), unmapRam('x')],
  threads: { a: { does: [alloc(4, 'a')] }, b: { does: [purge()] } },
  claims: [...BUSY_BLOCK_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 27 },
});
