import { BusyList } from '../../model/designs/busy-list.js';
import { BLOCKS_4_1 } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BUSY_BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (b) v3: the second finds neither the block nor anything lazy, and returns. */
export const busyBlockTwoAliasesCounterV3 = allocatorScenario({
  name: 'busy-block-two-aliases-counter-v3',
  question:
    'Two tasks flush aliases of a fragmented block, which one of them frees: is it flushed when the other returns?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.4, 7.3',
  design: BusyList,
  parameters: { cpus: 1, window: 8, purge: 'counter-v3', blocks: { form: BLOCKS_4_1 } },
  setup: [mapRam(2, 'x'), unmapRam('x')],
  threads: { a: { does: [purge()] }, b: { does: [purge()] } },
  claims: BUSY_BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: 'I-ALIAS', traces: 872 },
});
