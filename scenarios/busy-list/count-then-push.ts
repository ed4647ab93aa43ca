import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The order since 4.7. */
export const countThenPush = allocatorScenario({
  name: 'count-then-push',
  question: 'Is it safe to count an area first and to give it to the purge afterwards?',
  source: 'vmalloc-designs.md 2.3',
  design: BusyList,
  parameters: { cpus: 1, window: 6, purge: 'purge_lock' },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x')] }, b: { does: [purge()] } },
  claims: [...BUSY_LIST_CLAIMS, noStaleAlias],
  expect: { verdict: 'holds', traces: 3 },
});
