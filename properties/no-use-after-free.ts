import { defineClaim } from './claim.js';

/** I-UAF: nothing is used that may have been freed. The objects themselves report it. */
export const noUseAfterFree = defineClaim({
  name: 'I-UAF',
  statement: 'No object is used after it was freed, or after the end of the last section that kfree_rcu waits for.',
});
