import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import type { Steps } from '../../scheduler/step.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** v2 with `flush_tlb_kernel_range()` moved behind the loops that free. */
class FlushAfterFree extends VmapNode2023 {
  protected override *flushAndPurge(...[nodes, start, end]: Parameters<VmapNode2023['flushAndPurge']>): Steps<number> {
    const purged = yield* this.purgeMarkedNodes(nodes);
    yield* this.translation.flush(start, end);
    return purged;
  }
}

/** Teeth: a variant that flushes only after the areas are free again. */
export const staleTlbWhenFlushedLate = allocatorScenario({
  name: 'stale-tlb-when-flushed-late',
  question: 'Is the flush before the free what keeps stale translations away?',
  source: 'vmalloc-designs.md 2.4 (c): a first version of the purge patch forgot the flush',
  design: FlushAfterFree,
  parameters: { cpus: 1, nodeSize: 8, window: 16 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x'), purge()] }, b: { does: [alloc(2, 'b')] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'violated', by: 'I-TLB', traces: 5 },
});
