import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** No block had room, so that firstnotfull was the head. */
export const percpuFullFoundAgain = percpuScenario({
  name: 'percpu-full-found-again',
  question: 'Is the only block found again when it is full no more?',
  source: 'vmalloc-designs.md 1.3, sort_down',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [allocPercpu(2, 'x'), allocPercpu(1, 'y'), allocPercpu(1, 'z')],
  threads: { a: { does: [freePercpu('x'), allocPercpu(2, 'a')] }, b: { cpu: 1, does: [freePercpu('y')] } },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'holds', traces: 3 },
});
