import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { blocksInUse } from '../../properties/percpu/blocks-in-use.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { freedUnmapped } from '../../properties/percpu/freed-unmapped.js';
import { notAtomic } from '../../properties/percpu/not-atomic.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PerThread } from '../../scheduler/object.js';
import type { Steps } from '../../scheduler/step.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** `free_percpu()` keeps the emptied block and gives it back when it has let go of blklist_lock. */
class ReleasesAfterUnlock extends PercpuAllocator2005 {
  readonly #emptied = new PerThread<number | null>(null);

  protected override *vfreePercpu(start: number): Steps {
    this.#emptied.set(start);
  }

  override *freePercpu(objp: number): Steps {
    yield* super.freePercpu(objp);
    const start = this.#emptied.get();
    this.#emptied.set(null);
    if (start !== null) yield* super.vfreePercpu(start);
  }
}

/** The counterpart of percpu-alloc-against-last-free: a variant that gives the block back without the lock. */
export const percpuReleaseAfterUnlock = percpuScenario({
  name: 'percpu-release-after-unlock',
  question: 'Is it enough to give the emptied block back after the unlock?',
  source: 'vmalloc-designs.md 1.3: release block, still under the lock',
  design: ReleasesAfterUnlock,
  parameters: {},
  setup: [allocPercpu(1, 'x')],
  threads: {
    a: { does: [freePercpu('x')] },
    b: { cpu: 1, does: [allocPercpu(1, 'b'), freePercpu('b')] },
  },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound, notAtomic, freedUnmapped, blocksInUse],
  expect: { verdict: 'holds', traces: 111 },
});
