import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { find, registerEarly, vmallocInit } from '../../model/workload.js';
import { lookupsFind } from '../../properties/lookups-find.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** nodes is NULL, then a single node while nr_nodes is two already, then an array of nodes that are none yet. */
export const earlyLookup = allocatorScenario({
  name: 'early-lookup',
  question: 'Is a lookup before or while vmalloc_init() runs safe?',
  source: 'seed 004 is patch 6 of the series; vmalloc-designs.md 5: its patches 4 and 9',
  design: VmapNode2023,
  parameters: { cpus: 6, nrNodes: 3, nodeSize: 4, window: 24, earlyBoot: { lookupAsks: false } },
  setup: [registerEarly(5, 'x')],
  threads: { boot: { does: [vmallocInit()] }, b: { does: [find('x', 4)] } },
  claims: [...NODE_CLAIMS, lookupsFind],
  expect: { verdict: 'violated', by: ['I-NULL', 'out of bounds', 'BUG_ON'], traces: 11 },
});
