/** Stores of states, against a plain set. */
import fc from 'fast-check';
import { it } from 'vitest';
import { stateLists, storesAgree } from '../fuzz/check-stores.js';

it('a store knows exactly the states that it has seen', () => {
  fc.assert(fc.property(stateLists, storesAgree), { numRuns: 300, seed: 1 });
});
