import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { type VmapBlock, VmapBlocks } from '../../model/vmap-blocks.js';
import { mapRam, unmapRam } from '../../model/workload.js';
import type { Steps } from '../../scheduler/step.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Blocks without a grace period. */
class FreedAtOnce extends VmapBlocks {
  protected override *giveBack(vb: VmapBlock): Steps {
    yield* this.rcu.kfree(vb);
  }
}

/** Teeth: the same with a kfree that does not wait for readers. */
export const blockWalkAgainstKfree = allocatorScenario({
  name: 'block-walk-against-kfree',
  question: 'Is the grace period what keeps walkers from freed blocks?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: {}, blocksLayer: FreedAtOnce },
  setup: [mapRam(2, 'x'), mapRam(1, 'y'), unmapRam('x'), unmapRam('y')],
  threads: { a: { does: [mapRam(1, 'a')] }, b: { does: [mapRam(1, 'b'), unmapRam('b')] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: 'I-UAF', traces: 16 },
});
