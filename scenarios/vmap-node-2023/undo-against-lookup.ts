import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import { alloc, find } from '../../model/workload.js';
import { failuresReturned } from '../../properties/failures-returned.js';
import { lookupsFind } from '../../properties/lookups-find.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Somebody asks for the page behind his own area: what lies there comes and goes again. */
export const undoAgainstLookup = allocatorScenario({
  name: 'undo-against-lookup',
  question: 'Is an area that is undone taken out of the busy tree under its lock?',
  source: 'seed 004 ([PATCH v2 6/9] mm: vmalloc: Offload free_vmap_area_lock lock, 29 August 2023)',
  design: VmapNode2023,
  parameters: { cpus: 1, nodeSize: 8, window: 16, kasanFailures: 1 },
  setup: [alloc(2, 'x')],
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [find('x', 2)] } },
  claims: [...NODE_CLAIMS, failuresReturned, lookupsFind],
  expect: { verdict: 'holds', traces: 12 },
});
