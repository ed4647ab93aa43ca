import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The first block that is not full is emptied; behind it is another with room. */
export const percpuEmptiedFirst = percpuScenario({
  name: 'percpu-emptied-first',
  question: 'Does a search still find the other blocks after the first one that is not full was given back?',
  source: 'vmalloc-designs.md 1.3, free: walk backwards, or the head',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [allocPercpu(3, 'x'), allocPercpu(2, 'y')],
  threads: { a: { does: [freePercpu('x'), allocPercpu(1, 'a')] } },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'violated', by: ['I-FNF', 'I-ROOM'], traces: 1 },
});
