import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu } from '../../model/percpu-workload.js';
import { freedUnmapped } from '../../properties/percpu/freed-unmapped.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The mapping that fails is left as far as it got; the pages are freed first. */
export const percpuUndoFreesMappedPage = percpuScenario({
  name: 'percpu-undo-frees-mapped-page',
  question: 'Are pages of a block that cannot be completed unmapped before they are freed?',
  source: 'vmalloc-designs.md 1.3, add_block',
  design: PercpuAllocator2005,
  parameters: { pageTableFailures: 1 },
  threads: { a: { does: [allocPercpu(1, 'a')] } },
  claims: [...PERCPU_CLAIMS, freedUnmapped],
  expect: { verdict: 'violated', by: 'I-UAF', traces: 6 },
});
