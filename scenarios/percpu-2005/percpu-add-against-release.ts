import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu } from '../../model/percpu-workload.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** One task gives its block back while another, which found no room, looks for pages for a block of its own. */
export const percpuAddAgainstRelease = percpuScenario({
  name: 'percpu-add-against-release',
  question: 'Do the two find each other in vmlist only under its lock?',
  source: 'vmalloc-designs.md 1.3: release block, still under the lock',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [allocPercpu(4, 'x')],
  threads: { a: { does: [freePercpu('x')] }, b: { does: [allocPercpu(4, 'b')] } },
  claims: PERCPU_CLAIMS,
  expect: { verdict: 'holds', traces: 22 },
});
