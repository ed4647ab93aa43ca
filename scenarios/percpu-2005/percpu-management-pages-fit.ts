import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu } from '../../model/percpu-workload.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** As percpu-management-pages-overflow, with as many management pages as there is room for. */
export const percpuManagementPagesFit = percpuScenario({
  name: 'percpu-management-pages-fit',
  question: 'Is the last element of pages[] used, and none behind it?',
  source: 'seed 003 (Thirumalai, 14 January 2005); vmalloc-designs.md 1.3, add_block',
  design: PercpuAllocator2005,
  parameters: { nrCpus: 1, possible: [0], managementPages: 2 },
  threads: { a: { does: [allocPercpu(1, 'a')] } },
  claims: PERCPU_CLAIMS,
  expect: { verdict: 'holds', traces: 1 },
});
