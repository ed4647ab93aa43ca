import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** Two tasks change what is used of three blocks; none is emptied. */
export const percpuListStaysSorted = percpuScenario({
  name: 'percpu-list-stays-sorted',
  question: 'Is the list sorted whatever goes up and down?',
  source: 'vmalloc-designs.md 1.4: list sorted descending',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [
    allocPercpu(2, 'w'),
    allocPercpu(2, 'x'),
    allocPercpu(3, 'p'),
    allocPercpu(1, 'q'),
    allocPercpu(2, 'y'),
    allocPercpu(1, 'z'),
  ],
  threads: {
    a: { does: [freePercpu('p'), allocPercpu(1, 'a')] },
    b: { cpu: 1, does: [freePercpu('x'), allocPercpu(2, 'b')] },
  },
  claims: PERCPU_CLAIMS,
  expect: { verdict: 'holds', traces: 6 },
});
