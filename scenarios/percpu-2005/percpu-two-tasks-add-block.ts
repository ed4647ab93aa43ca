import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu } from '../../model/percpu-workload.js';
import { oneBlock } from '../../properties/percpu/one-block.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** Nothing is owned between the failed search and the block that it asks for. */
export const percpuTwoTasksAddBlock = percpuScenario({
  name: 'percpu-two-tasks-add-block',
  question: 'Can two tasks that find no room both add a block?',
  source: 'vmalloc-designs.md 1.3: the window between unlock and add_block',
  design: PercpuAllocator2005,
  parameters: {},
  threads: { a: { does: [allocPercpu(1, 'a')] }, b: { cpu: 1, does: [allocPercpu(1, 'b')] } },
  claims: [...PERCPU_CLAIMS, oneBlock],
  expect: { verdict: 'violated', by: 'I-FILL', traces: 32 },
});
