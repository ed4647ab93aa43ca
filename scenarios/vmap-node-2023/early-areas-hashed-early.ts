import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import type { EarlyBoot } from '../../model/early-boot.js';
import { find, free, purge, registerEarly, vmallocInit } from '../../model/workload.js';
import { lookupsFind } from '../../properties/lookups-find.js';
import type { Steps } from '../../scheduler/step.js';
import { NODE_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** v2 with vmlist imported while node_size is that of a byte still. */
class ImportsEarly extends VmapNode2023 {
  protected override *scaleNodeSize(boot: EarlyBoot): Steps {
    yield* boot.cpu.lock();
    this.importVmlist(boot);
    yield* boot.cpu.unlock();
    yield* super.scaleNodeSize(boot);
  }
}

/** Page 1 hashes to node 1 before, and to node 0 after: a lookup goes on to the next node, and finds the area there. */
export const earlyAreasHashedEarly = allocatorScenario({
  name: 'early-areas-hashed-early',
  question: 'Is an area found that was put into a node before the size of nodes was set?',
  source:
    'vmalloc-designs.md 5: node_size is set last, and vmlist imported after it (seed 004 is patch 6 of the series)',
  design: ImportsEarly,
  parameters: { cpus: 6, nrNodes: 3, nodeSize: 4, window: 24, earlyBoot: { lookupAsks: true } },
  setup: [registerEarly(1, 'w'), registerEarly(4, 'x')],
  threads: { boot: { does: [vmallocInit(), find('x'), free('x'), purge()] }, b: { does: [find('w')] } },
  claims: [...NODE_CLAIMS, lookupsFind],
  expect: { verdict: 'holds', traces: 16 },
});
