import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** Behind the last CPU come the management pages: only a CPU that is not possible would keep them apart. */
export const percpuUnmapTakesDescriptor = percpuScenario({
  name: 'percpu-unmap-takes-descriptor',
  question: 'Whose mapping is cleared by the unmap of an area that is one page longer than what was mapped?',
  source: 'vmalloc-designs.md 1.3: map_vm_area and unmap_vm_area differ by a page',
  design: PercpuAllocator2005,
  parameters: { nrCpus: 2, possible: [0, 1] },
  threads: { a: { does: [allocPercpu(1, 'a'), freePercpu('a')] } },
  claims: PERCPU_CLAIMS,
  expect: { verdict: 'violated', by: 'page fault', traces: 1 },
});
