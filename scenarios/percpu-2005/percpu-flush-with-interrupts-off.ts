import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { notAtomic } from '../../properties/percpu/not-atomic.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The last object of a block is freed: the block is unmapped under blklist_lock. */
export const percpuFlushWithInterruptsOff = percpuScenario({
  name: 'percpu-flush-with-interrupts-off',
  question: 'May a free do all that it does with interrupts off?',
  source: 'vmalloc-designs.md 1.3: release block, still under the lock',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [allocPercpu(1, 'x')],
  threads: { a: { does: [freePercpu('x')] } },
  claims: [...PERCPU_CLAIMS, notAtomic],
  expect: { verdict: 'violated', by: 'I-ATOMIC', traces: 1 },
});
