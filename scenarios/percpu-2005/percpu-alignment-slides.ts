import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The run that fits begins at an odd unit; the object slides within it, or goes to a larger one. */
export const percpuAlignmentSlides = percpuScenario({
  name: 'percpu-alignment-slides',
  question: 'Is an aligned object found wherever a run has room for it?',
  source: 'vmalloc-designs.md 1.3, fit, slide the start',
  design: PercpuAllocator2005,
  parameters: { pageSize: 4 },
  setup: [allocPercpu(1, 'x')],
  threads: { a: { does: [allocPercpu(2, 'a', 2)] }, b: { cpu: 1, does: [allocPercpu(1, 'b', 2)] } },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'holds', traces: 2 },
});
