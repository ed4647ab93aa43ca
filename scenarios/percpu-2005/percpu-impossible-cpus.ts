import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** Four CPUs, of which 1 and 3 are not possible. */
export const percpuImpossibleCpus = percpuScenario({
  name: 'percpu-impossible-cpus',
  question: 'Do CPUs that are not possible take address space only, and no page?',
  source:
    'seed 003 (Thirumalai, 14 January 2005, re [patch] mm: Reimplementation of dynamic percpu memory allocator): pages for possible CPUs only',
  design: PercpuAllocator2005,
  parameters: { nrCpus: 4, possible: [0, 2] },
  setup: [allocPercpu(1, 'x'), allocPercpu(2, 'y')],
  threads: { a: { does: [allocPercpu(1, 'a'), freePercpu('x')] }, b: { cpu: 2, does: [allocPercpu(2, 'b')] } },
  claims: PERCPU_CLAIMS,
  expect: { verdict: 'holds', traces: 15 },
});
