/** Fair cycles in random graphs, against their definition. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findLivelock } from '../../scheduler/states/lassos.js';
import { findsLassos, graphs, THREADS } from '../fuzz/check-lassos.js';

it('a fair cycle without progress is found exactly where there is one', () => {
  let found = 0;
  fc.assert(
    fc.property(graphs, (graph) => {
      if (findLivelock(graph, THREADS) !== null) found++;
      return findsLassos(graph);
    }),
    { numRuns: 3_000, seed: 1 },
  );
  expect(found).toBeGreaterThan(300);
  expect(found).toBeLessThan(2_700);
});
