import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { callsSucceed } from '../../properties/calls-succeed.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The window has room for exactly two blocks, and an object fills its block. */
export const percpuGapReused = percpuScenario({
  name: 'percpu-gap-reused',
  question: 'Is the address space of a block that was given back found again, to the last page?',
  source: 'vmalloc-designs.md 1.3, add_block: reserve area',
  design: PercpuAllocator2005,
  parameters: { window: 16 },
  setup: [allocPercpu(4, 'x'), allocPercpu(4, 'y')],
  threads: { a: { does: [freePercpu('x'), allocPercpu(4, 'a')] } },
  claims: [...PERCPU_CLAIMS, callsSucceed],
  expect: { verdict: 'holds', traces: 1 },
});
