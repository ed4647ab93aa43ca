import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { vmallocInit } from '../../model/workload.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** nr_nodes stays what it was to be, and nodes points at a single node. */
export const earlyNoArray = allocatorScenario({
  name: 'early-no-array',
  question: 'Does v2 get on with one node if there is no memory for an array of them?',
  source: 'seed 004 is patch 6 of the series; vmalloc-designs.md 5: its patches 4 and 9',
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 4, window: 16, earlyBoot: { lookupAsks: false, arrayMayFail: true } },
  setup: [],
  threads: { boot: { does: [vmallocInit()] } },
  claims: NODE_CLAIMS,
  expect: { verdict: 'violated', by: 'out of bounds', traces: 2 },
});
