import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The block before the first one that is not full was full until now. */
export const percpuFullBeforeFirst = percpuScenario({
  name: 'percpu-full-before-first',
  question: 'Is a block found again that precedes firstnotfull and is full no more?',
  source: 'vmalloc-designs.md 1.3, the note on sort_down',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [
    allocPercpu(2, 'y'),
    allocPercpu(2, 'z'),
    allocPercpu(1, 'p'),
    allocPercpu(1, 'q'),
    allocPercpu(1, 'r'),
    freePercpu('q'),
  ],
  threads: { a: { does: [freePercpu('z'), allocPercpu(2, 'a')] } },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'violated', by: ['I-FNF', 'I-ROOM'], traces: 1 },
});
