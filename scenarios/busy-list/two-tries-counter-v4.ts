import { BusyList } from '../../model/designs/busy-list.js';
import { alloc, free, purge } from '../../model/workload.js';
import { BUSY_LIST_CLAIMS } from '../claims.js';
import { allocatorScenario } from '../define.js';

/** Who only tries must be the first to count itself; who waits for the count to be 0 would never return. */
export const twoTriesCounterV4 = allocatorScenario({
  name: 'two-tries-counter-v4',
  question: 'Two tasks try to purge at once, and one then waits for purges to end: does it return?',
  source: 'seed 001 (Joel Fernandes, v4, 16 October 2016)',
  design: BusyList,
  parameters: { cpus: 1, window: 4, lazyMax: 1, purge: 'counter-v4' },
  setup: [alloc(2, 'x'), alloc(2, 'y')],
  threads: { a: { does: [free('x')] }, b: { does: [free('y'), purge()] } },
  claims: BUSY_LIST_CLAIMS,
  expect: { verdict: 'holds', traces: 88 },
});
