import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** Any of the allocations of one task fails, a page table in the middle of a mapping too. */
export const percpuAddBlockUndone = percpuScenario({
  name: 'percpu-add-block-undone',
  question: 'Is a block that cannot be completed undone so that no page, mapping or address is lost?',
  source: 'vmalloc-designs.md 1.3, add_block: any failure, undo in reverse',
  design: PercpuAllocator2005,
  parameters: { pageFailures: 1, pageTableFailures: 1, slabFailures: 1 },
  setup: [allocPercpu(1, 'w'), allocPercpu(3, 'x')],
  threads: { a: { does: [allocPercpu(1, 'a')] }, b: { cpu: 1, does: [freePercpu('x')] } },
  claims: PERCPU_CLAIMS,
  expect: { verdict: 'holds', traces: 43 },
});
