import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** (b) v4: the second call waits. */
export const unmapAliasesCounterV4 = allocatorScenario({
  name: 'unmap-aliases-counter-v4',
  question: 'vm_unmap_aliases runs while another purge has taken the lazy areas: are they flushed when it returns?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.4, 0.5',
  design: BusyList,
  parameters: { cpus: 1, window: 6, purge: 'counter-v4' },
  setup: [alloc(2, 'x'), alloc(2, 'y'), free('x')],
  threads: { a: { does: [purge()] }, b: { does: [purge()] } },
  claims: [...BUSY_LIST_CLAIMS, noStaleAlias],
  expect: { verdict: 'holds', traces: 4 },
});
