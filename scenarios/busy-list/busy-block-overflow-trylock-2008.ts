import { BusyList } from '../../model/designs/busy-list.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { alloc, mapRam, purge, unmapRam } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { BUSY_BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** 2.6.28: its purge neither looks for fragmented blocks nor waits for one that does. */
export const busyBlockOverflowTrylock2008 = allocatorScenario({
  name: 'busy-block-overflow-trylock-2008',
  question: 'An allocation needs the pages of a fragmented block while vm_unmap_aliases runs: does it get them?',
  source: 'seed 001; vmalloc-designs.md 2.4, 7.3',
  design: BusyList,
  parameters: {
    cpus: 1,
    window: 8,
    purge: 'trylock-2008',
    accounting: 'flag-then-count',
    blocks: { form: BLOCKS_4_1 },
  },
  setup: [mapRam(2, 'x'), alloc(4, 'y'), unmapRam('x')],
  threads: { a: { does: [alloc(4, 'a')] }, b: { does: [purge()] } },
  claims: [...BUSY_BLOCK_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'violated', by: 'I-SPUR weak', traces: 16 },
});
