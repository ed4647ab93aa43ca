import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The counterpart of percpu-emptied-first: the last of three blocks is emptied; the first has room. */
export const percpuEmptiedLast = percpuScenario({
  name: 'percpu-emptied-last',
  question: 'Does the first block that is not full stay the first when another is given back?',
  source: 'vmalloc-designs.md 1.3, free: walk backwards, or the head',
  design: PercpuAllocator2005,
  parameters: { window: 40 },
  setup: [allocPercpu(3, 'x'), allocPercpu(1, 'y', 2), allocPercpu(1, 'z', 2), allocPercpu(1, 'w', 2)],
  threads: { a: { does: [freePercpu('w'), allocPercpu(1, 'a')] } },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'holds', traces: 1 },
});
