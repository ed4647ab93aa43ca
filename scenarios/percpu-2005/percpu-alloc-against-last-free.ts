import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The flush waits for a CPU that spins for the lock with its interrupts off. */
export const percpuAllocAgainstLastFree = percpuScenario({
  name: 'percpu-alloc-against-last-free',
  question: 'Is an allocation safe against the free of the last object of a block?',
  source: 'vmalloc-designs.md 1.3 and 0.3: who spins for an irqsave lock answers no interrupt',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [allocPercpu(1, 'x')],
  threads: { a: { does: [freePercpu('x')] }, b: { cpu: 1, does: [allocPercpu(1, 'b')] } },
  claims: PERCPU_CLAIMS,
  expect: { verdict: 'violated', by: 'deadlock', traces: 6 },
});
