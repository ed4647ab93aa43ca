import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu } from '../../model/percpu-workload.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** The kernel of the day: nine management pages, two pages for each of at most four CPUs. */
export const percpuManagementPagesOverflow = percpuScenario({
  name: 'percpu-management-pages-overflow',
  question: 'Is there room in pages[] for the management pages?',
  source:
    'seed 003 (Thirumalai, 14 January 2005, re [patch] mm: Reimplementation of dynamic percpu memory allocator): BLOCK_MANAGEMENT_PAGES is 9',
  design: PercpuAllocator2005,
  parameters: { nrCpus: 4, possible: [0, 1], managementPages: 9 },
  threads: { a: { does: [allocPercpu(1, 'a')] } },
  claims: PERCPU_CLAIMS,
  expect: { verdict: 'violated', by: 'out of bounds', traces: 1 },
});
