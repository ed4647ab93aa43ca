import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Neighbours are freed on both sides of a hole while another task splits it. */
export const mergeAgainstSplit = allocatorScenario({
  name: 'merge-against-split',
  question: 'Are free areas joined and split correctly, hints and padding included?',
  source: 'seed 002 (RFC of October 2018, patch 1/2); vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 8 },
  setup: [alloc(2, 'x'), alloc(2, 'y'), alloc(2, 'z'), free('y'), purge()],
  threads: { a: { does: [free('x'), free('z'), purge()] }, b: { does: [alloc(1, 'b', 2), free('b'), purge()] } },
  claims: [...FREE_LIST_CLAIMS, noStaleAlias],
  expect: { verdict: 'holds', traces: 247 },
});
