import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (a) The second call waits for the lock. */
export const unmapAliasesPurgeLock = allocatorScenario({
  name: 'unmap-aliases-purge-lock',
  question: 'vm_unmap_aliases runs while another purge has taken the lazy areas: are they flushed when it returns?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.4, 0.5',
  design: BusyList,
  parameters: { cpus: 1, window: 6, purge: 'purge_lock' },
  setup: [alloc(2, 'x'), alloc(2, 'y'), free('x')],
  threads: { a: { does: [purge()] }, b: { does: [purge()] } },
  claims: [...BUSY_LIST_CLAIMS, noStaleAlias],
  expect: { verdict: 'holds', traces: 2 },
});
