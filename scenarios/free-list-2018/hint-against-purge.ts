import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc, free, purge } from '../../model/workload.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** A purge merges areas around last_free_area while an allocation resumes there. */
export const hintAgainstPurge = allocatorScenario({
  name: 'hint-against-purge',
  question: 'Does the resume hint point at a free area whatever is merged or used up?',
  source: 'seed 002 (RFC of October 2018, patch 1/2); vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 6 },
  setup: [alloc(1, 'w'), alloc(2, 'x'), alloc(1, 'y')],
  threads: { a: { does: [free('x'), purge(), alloc(1, 'a')] }, b: { does: [alloc(2, 'b'), free('b'), purge()] } },
  claims: [...FREE_LIST_CLAIMS, noStaleAlias],
  expect: { verdict: 'holds', traces: 145 },
});
