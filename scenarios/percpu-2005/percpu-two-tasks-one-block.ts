import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** A third object keeps the block alive, so that nothing is unmapped. */
export const percpuTwoTasksOneBlock = percpuScenario({
  name: 'percpu-two-tasks-one-block',
  question: 'Two tasks allocate and free in one block: do their objects ever overlap, or its books go wrong?',
  source: 'vmalloc-designs.md 1.4',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [allocPercpu(1, 'x')],
  threads: {
    a: { does: [allocPercpu(1, 'a'), freePercpu('a')] },
    b: { does: [allocPercpu(1, 'b'), freePercpu('b')] },
  },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'holds', traces: 6 },
});
