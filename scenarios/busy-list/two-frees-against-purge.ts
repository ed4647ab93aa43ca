import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Two frees over the threshold, each of which tries to purge, and a purge. */
export const twoFreesAgainstPurge = allocatorScenario({
  name: 'two-frees-against-purge',
  question: 'Two tasks free while a third purges: is everything counted, flushed and reusable?',
  source: 'seed 001 (Hellwig, 16 October 2016); vmalloc-designs.md 2.3, 2.4 (e)',
  design: BusyList,
  parameters: { cpus: 1, window: 6, lazyMax: 2 },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x')] }, b: { does: [free('y')] }, c: { does: [purge()] } },
  claims: [...BUSY_LIST_CLAIMS, noStaleAlias],
  expect: { verdict: 'holds', traces: 94 },
});
