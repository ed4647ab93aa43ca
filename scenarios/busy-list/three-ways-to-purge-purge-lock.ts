import { BusyList } from '../../model/designs/busy-list.js';
import { SyncPurge } from '../../model/designs/busy-list-purge.js';
import { alloc, free, purge } from '../../model/workload.js';
import type { Steps } from '../../scheduler/step.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** `vm_unmap_aliases` with dirty blocks, by a caller that does not ask for sync: nobody did, but the code provides for it. */
export class ForcedPurge extends BusyList {
  override *vmUnmapAliases(): Steps {
    const { purge, vmallocStart, vmallocEnd } = this;
    if (purge instanceof SyncPurge) yield* purge.__purgeVmapAreaLazy(vmallocStart, vmallocEnd, false, true);
  }
}

/** (a) try, sync and force under purge_lock. */
export const threeWaysToPurgePurgeLock = allocatorScenario({
  name: 'three-ways-to-purge-purge-lock',
  question:
    'A free tries to purge, an allocation must purge, a third caller forces a flush: does every purge keep its promise?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.4',
  design: ForcedPurge,
  parameters: { cpus: 1, window: 4, lazyMax: 1, purge: 'purge_lock' },
  setup: [alloc(2, 'x'), alloc(1, 'y'), alloc(1, 'z'), free('y')],
  threads: { a: { does: [free('x')] }, b: { does: [alloc(2, 'b')] }, c: { does: [purge()] } },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'holds', traces: 99 },
});
