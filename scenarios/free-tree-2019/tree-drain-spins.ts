import { FreeTree2019, LINUX_5_18 } from '../../model/designs/free-tree-2019.js';
import { alloc, free } from '../../model/workload.js';
import { conservation } from '../../properties/conservation.js';
import { drained } from '../../properties/drained.js';
import { noOverlap } from '../../properties/no-overlap.js';
import { purgeComplete } from '../../properties/purge-complete.js';
import type { Steps } from '../../scheduler/step.js';
import { allocatorScenario } from '../define.js';

/** 5.18 with `set_iounmap_nonlazy()` before each free, as when /proc/vmcore is read: it stores above the threshold. */
class IounmapNonlazy extends FreeTree2019 {
  override *vfree(start: number): Steps {
    yield* this.vmapLazyNr.store(this.lazyMaxPages + 1);
    yield* super.vfree(start);
  }
}

/** What the counter was set to is never subtracted again; the drain loop believes that so much is lazy. */
export const treeDrainSpins = allocatorScenario({
  name: 'tree-drain-spins',
  question: 'Does the drain loop end once nothing is lazy, whatever the counter says?',
  source: 'vmalloc-designs.md 2.3, set_iounmap_nonlazy, and 3.2, drain_vmap_work of 5.18',
  design: IounmapNonlazy,
  parameters: { ...LINUX_5_18, cpus: 1, window: 8, lazyMax: 1 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [free('x')] }, b: { does: [alloc(2, 'b')] } },
  claims: [noOverlap, conservation, purgeComplete, drained],
  expect: { verdict: 'violated', by: 'I-LIVE', traces: 4 },
});
