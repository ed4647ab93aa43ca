import type { PcpuBlock } from '../../model/designs/percpu-2005.js';
import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** firstnotfull is looked for whenever a block has changed. */
export class FindsFirst extends PercpuAllocator2005 {
  protected override sortBlkListUp(blkp: PcpuBlock): void {
    super.sortBlkListUp(blkp);
    this.#findFirst();
  }
  protected override sortBlkListDown(blkp: PcpuBlock): void {
    super.sortBlkListDown(blkp);
    this.#findFirst();
  }
  protected override unlinkEmptied(blkp: PcpuBlock): void {
    super.unlinkEmptied(blkp);
    this.#findFirst();
  }
  #findFirst(): void {
    this.firstnotfull.set(this.blkhead.nodes.find(({ sizeUsed }) => sizeUsed < this.blockSize) ?? null);
  }
}

/** The counterpart of the three scenarios above: a variant that looks for the first block each time. */
export const percpuFirstRecomputed = percpuScenario({
  name: 'percpu-first-recomputed',
  question: 'Is a wrong firstnotfull the only reason for blocks added in vain?',
  source: 'vmalloc-designs.md 1.3, its note and the rules for firstnotfull',
  design: FindsFirst,
  parameters: {},
  setup: [
    allocPercpu(2, 'y'),
    allocPercpu(2, 'z'),
    allocPercpu(1, 'p'),
    allocPercpu(1, 'q'),
    allocPercpu(1, 'r'),
    freePercpu('q'),
  ],
  threads: {
    a: { does: [freePercpu('z'), allocPercpu(2, 'a')] },
    b: { cpu: 1, does: [freePercpu('p'), allocPercpu(1, 'b')] },
  },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'holds', traces: 6 },
});
