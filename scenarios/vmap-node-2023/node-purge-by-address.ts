import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { onlyOwnAddresses } from '../../properties/areas-by-node.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The third statement says no: by tag where there is one. */
export const nodePurgeByAddress = allocatorScenario({
  name: 'node-purge-by-address',
  question: 'Does a node purge only addresses that hash to it?',
  source: "seed 004, the reviewer's three statements; vmalloc-designs.md 5.5",
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 8, window: 16 },
  setup: [alloc(2, 'x')],
  threads: { a: { cpu: 1, does: [alloc(2, 'a'), free('a'), purge()] }, b: { does: [free('x'), purge()] } },
  claims: [...NODE_CLAIMS, onlyOwnAddresses('purge_list')],
  expect: { verdict: 'violated', by: 'own addresses in purge_list', traces: 40 },
});
