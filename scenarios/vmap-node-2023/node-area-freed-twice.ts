import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The caller is at fault: vfree() warns of an area that does not exist, and does nothing. */
export const nodeAreaFreedTwice = allocatorScenario({
  name: 'node-area-freed-twice',
  question: 'Two tasks free the same area: does only one of them get hold of it?',
  source: 'mm/vmalloc.c, vfree(); vmalloc-designs.md 5.3',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 16 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [free('x')] }, b: { does: [free('x'), alloc(2, 'b')] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 2 },
});
