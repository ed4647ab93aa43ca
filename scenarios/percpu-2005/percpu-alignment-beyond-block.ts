import { PercpuAllocator2005 } from '../../model/designs/percpu-2005.js';
import { allocPercpu } from '../../model/percpu-workload.js';
import { blocksInUse } from '../../properties/percpu/blocks-in-use.js';
import { PERCPU_CLAIMS } from '../claims.js';
import { percpuScenario } from '../define-percpu.js';

/** No block that can still be had begins at such an address; nothing limits the alignment. */
export const percpuAlignmentBeyondBlock = percpuScenario({
  name: 'percpu-alignment-beyond-block',
  question: 'Does an alignment that no new block can meet fail without harm?',
  source: 'vmalloc-designs.md 1.3, alloc, add_block, then again, without end',
  design: PercpuAllocator2005,
  parameters: {},
  setup: [allocPercpu(1, 'x')],
  threads: { a: { does: [allocPercpu(1, 'a', 64)] } },
  claims: [...PERCPU_CLAIMS, blocksInUse],
  expect: { verdict: 'violated', by: 'I-EMPTY', traces: 1 },
});
