import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The block that is added for the larger request gets as full as the one before it. */
export const percpuEquallyFull = percpuScenario({
  name: 'percpu-equally-full',
  question: 'Does the first of two blocks that are equally full stay first?',
  source: 'vmalloc-designs.md 1.3, sort_up',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [allocPercpu(3, 'x')],
  threads: { a: { does: [allocPercpu(3, 'a')] }, b: { cpu: 1, does: [allocPercpu(1, 'b')] } },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'holds', traces: 5 },
});
