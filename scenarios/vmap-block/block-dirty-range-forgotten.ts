import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { VmapBlocks } from '../../model/vmap-blocks.js';
import { mapRam, purge, unmapRam } from '../../model/workload.js';
import { BLOCK_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Blocks that forget what is dirty. */
class NeverDirty extends VmapBlocks {
  protected override widenDirtyRange(): void {}
}

/** Teeth: a vb_free that does not widen the dirty range. */
export const blockDirtyRangeForgotten = allocatorScenario({
  name: 'block-dirty-range-forgotten',
  question: 'Is the dirty range what makes vm_unmap_aliases flush dirty pages?',
  source: 'vmalloc-designs.md 7.3',
  design: VmapNode2023,
  parameters: { cpus: 1, window: 8, blocks: {}, blocksLayer: NeverDirty },
  setup: [mapRam(1, 'x'), mapRam(1, 'y')],
  threads: { a: { does: [unmapRam('x'), purge()] } },
  claims: BLOCK_CLAIMS,
  expect: { verdict: 'violated', by: 'I-BLK', traces: 1 },
});
