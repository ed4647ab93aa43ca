import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The reviewer's question: vn_id 0 seems to mean both node 0 and no node. */
export const vnIdZero = allocatorScenario({
  name: 'vn-id-zero',
  question: 'Is an area of node 0 ever taken for one of the global heap, or the other way round?',
  source: 'seed 004, comment by Baoquan He, 6 September 2023: how is the case treated that vn_id truly is 0?',
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 8, window: 32 },
  threads: {
    a: { does: [alloc(2, 'a'), alloc(4, 'big'), free('a'), free('big'), purge()] },
    b: { cpu: 1, does: [alloc(2, 'b')] },
  },
  claims: NODE_CLAIMS,
  expect: { verdict: 'holds', traces: 32 },
});
