import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, free, purge } from '../../model/workload.js';
import { onlyOwnAddresses } from '../../properties/areas-by-node.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The second statement: busy areas are found by address. */
export const nodeBusyByAddress = allocatorScenario({
  name: 'node-busy-by-address',
  question: 'Does a node keep busy only areas whose address hashes to it?',
  source: "seed 004, the reviewer's three statements; vmalloc-designs.md 5.5",
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 8, window: 16 },
  setup: [alloc(2, 'x')],
  threads: { a: { cpu: 1, does: [alloc(2, 'a'), free('a')] }, b: { does: [free('x'), purge()] } },
  claims: [...NODE_CLAIMS, onlyOwnAddresses('busy')],
  expect: { verdict: 'holds', traces: 49 },
});
