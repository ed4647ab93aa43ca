import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { firstNotFull } from '../../properties/percpu/first-not-full.js';
import { roomFound } from '../../properties/percpu/room-found.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** Three blocks, of which none is full: something is freed in the last one. */
export const percpuFreeBehindFirst = percpuScenario({
  name: 'percpu-free-behind-first',
  question: 'Does a free in a block behind the first one that is not full leave firstnotfull as it is?',
  source: 'vmalloc-designs.md 1.3, sort_down',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [
    allocPercpu(2, 'p'),
    allocPercpu(2, 'q'),
    allocPercpu(1, 'r'),
    allocPercpu(1, 's'),
    allocPercpu(3, 'u'),
    freePercpu('p'),
  ],
  threads: { a: { does: [freePercpu('r')] }, b: { cpu: 1, does: [allocPercpu(1, 'b')] } },
  claims: [...PERCPU_CLAIMS, firstNotFull, roomFound],
  expect: { verdict: 'holds', traces: 2 },
});
