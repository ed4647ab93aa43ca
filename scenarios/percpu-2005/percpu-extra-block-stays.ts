import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu } from '../../model/percpu-workload.js';
import { blocksInUse } from '../../properties/percpu/blocks-in-use.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** As percpu-two-tasks-add-block: only a free gives a block back. */
export const percpuExtraBlockStays = percpuScenario({
  name: 'percpu-extra-block-stays',
  question: 'Is a block given back that was added once too often?',
  source: 'vmalloc-designs.md 1.3: only free releases a block',
  design: PercpuAllocator2005,
  parameters: {},
  threads: { a: { does: [allocPercpu(1, 'a')] }, b: { cpu: 1, does: [allocPercpu(1, 'b')] } },
  claims: [...PERCPU_CLAIMS, blocksInUse],
  expect: { verdict: 'violated', by: 'I-EMPTY', traces: 44 },
});
