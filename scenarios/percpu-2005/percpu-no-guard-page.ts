import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** Teeth: as percpu-guard-page-is-hit, but areas have no guard page. */
export const percpuNoGuardPage = percpuScenario({
  name: 'percpu-no-guard-page',
  question: 'Is it the guard page that protects the next block from the unmap?',
  source: 'vmalloc-designs.md 1.3: map_vm_area and unmap_vm_area differ by a page',
  design: PercpuAllocator2005,
  parameters: { guardPages: 0 },
  setup: [allocPercpu(3, 'x'), allocPercpu(3, 'y')],
  threads: { a: { does: [freePercpu('x')] } },
  claims: PERCPU_CLAIMS,
  expect: { verdict: 'violated', by: 'I-MAP', traces: 1 },
});
