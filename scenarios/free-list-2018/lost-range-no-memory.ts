import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alloc } from '../../model/workload.js';
import { FREE_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** The descriptor is allocated after the range has been carved out; without one the range is forgotten. */
export const lostRangeNoMemory = allocatorScenario({
  name: 'lost-range-no-memory',
  question: 'Is anything lost when there is no memory for the descriptor?',
  source: 'seed 002 (RFC of October 2018, patch 1/2); vmalloc-designs.md 3.1',
  design: FreeList2018,
  parameters: { cpus: 1, window: 6, slabFailures: 1 },
  threads: { a: { does: [alloc(2, 'a')] }, b: { does: [alloc(1, 'b')] } },
  claims: FREE_LIST_CLAIMS,
  expect: { verdict: 'violated', by: 'I-CONS', traces: 8 },
});
