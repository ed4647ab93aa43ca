import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, find, free, purge, registerEarly, vmallocInit } from '../../model/workload.js';
import { lookupsFind } from '../../properties/lookups-find.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** One of them begins in node 0 and ends in node 1. Whoever allocates too early is refused. */
export const earlyAreas = allocatorScenario({
  name: 'early-areas',
  question: 'Are areas from before vmalloc_init() found afterwards, and drained?',
  source: 'seed 004 is patch 6 of the series; vmalloc-designs.md 5: its patches 4 and 9',
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 4, window: 16, earlyBoot: { lookupAsks: true } },
  setup: [registerEarly(2, 'w'), registerEarly(4, 'x')],
  threads: {
    boot: { does: [vmallocInit(), find('x', 3), free('x'), purge()] },
    b: { cpu: 1, does: [alloc(1, 'b'), free('w')] },
  },
  claims: [...NODE_CLAIMS, lookupsFind],
  expect: { verdict: 'holds', traces: 84 },
});
