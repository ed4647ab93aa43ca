import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, pcpu, purge } from '../../model/workload.js';
import { noSpuriousFailureWeak } from '../../properties/no-spurious-failure.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The highest free area is too short, and the lowest is just long enough. */
export const nodePcpuLowestFreeArea = allocatorScenario({
  name: 'node-pcpu-lowest-free-area',
  question: 'Does a percpu chunk find the lowest free area, against an allocation?',
  source: 'vmalloc-designs.md 8',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 11 },
  setup: [alloc(4, 'x'), alloc(4, 'y'), free('x'), purge()],
  threads: { a: { does: [pcpu([0, 2], [2, 2], 'p'), free('p.1')] }, b: { does: [alloc(3, 'b')] } },
  claims: [...NODE_CLAIMS, noSpuriousFailureWeak],
  expect: { verdict: 'holds', traces: 4 },
});
