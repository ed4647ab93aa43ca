import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { areasFreed } from '../../properties/percpu/areas-freed.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** remove_vm_area leaves the vm_struct to its caller, who does not free it. */
export const percpuReleaseLosesArea = percpuScenario({
  name: 'percpu-release-loses-area',
  question: 'Is the vm_struct of a block freed with the block?',
  source: 'vmalloc-designs.md 1.3, free: remove_vm_area',
  design: PercpuAllocator2005,
  parameters: {},
  threads: { a: { does: [allocPercpu(1, 'a'), freePercpu('a')] } },
  claims: [...PERCPU_CLAIMS, areasFreed],
  expect: { verdict: 'violated', by: 'I-LEAK', traces: 1 },
});
