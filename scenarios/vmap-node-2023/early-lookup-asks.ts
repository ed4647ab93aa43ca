import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { find, registerEarly, vmallocInit } from '../../model/workload.js';
import { lookupsFind } from '../../properties/lookups-find.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The check for vmap_initialized that came in 2024. */
export const earlyLookupAsks = allocatorScenario({
  name: 'early-lookup-asks',
  question: 'Is a lookup before or while vmalloc_init() runs safe if it asks?',
  source: 'seed 004 is patch 6 of the series; vmalloc-designs.md 5: its patches 4 and 9',
  design: VmapNode2023,
  parameters: { cpus: 2, nodeSize: 4, window: 16, earlyBoot: { lookupAsks: true } },
  setup: [registerEarly(5, 'x')],
  threads: { boot: { does: [vmallocInit()] }, b: { does: [find('x', 4)] } },
  claims: [...NODE_CLAIMS, lookupsFind],
  expect: { verdict: 'holds', traces: 10 },
});
