import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { boundedHold } from '../../properties/bounded-hold.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The purge loop has no cond_resched: the node lock is held once per lazy area. */
export const longHoldWhilePurging = allocatorScenario({
  name: 'long-hold-while-purging',
  question: 'Is the time inside one hold of the node lock bounded whatever the length of the lazy list?',
  source: 'vmalloc-designs.md 5.4',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 32, window: 32 },
  setup: [
    alloc(2, 'u'),
    alloc(2, 'v'),
    alloc(2, 'w'),
    alloc(2, 'x'),
    alloc(2, 'y'),
    alloc(2, 'z'),
    free('u'),
    free('w'),
    free('y'),
  ],
  threads: { a: { does: [purge()] }, b: { does: [alloc(2, 'b')] } },
  claims: [...NODE_CLAIMS, boundedHold(2)],
  expect: { verdict: 'violated', by: 'I-HOLD', traces: 4 },
});
