import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The first block that is not full has another behind it, of which less is used. */
export const percpuFirstMovesDown = percpuScenario({
  name: 'percpu-first-moves-down',
  question: 'Does firstnotfull stay with a block whose free leaves it in its place?',
  source: 'vmalloc-designs.md 1.3, sort_down: or else to the old successor',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [
    allocPercpu(1, 'p'),
    allocPercpu(1, 'q'),
    allocPercpu(1, 'r'),
    allocPercpu(1, 's', 2),
    allocPercpu(1, 't', 2),
  ],
  threads: { a: { does: [freePercpu('r'), allocPercpu(2, 'a')] } },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'violated', by: ['I-FNF', 'I-ROOM'], traces: 1 },
});
