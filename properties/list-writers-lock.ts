import { defineClaim } from './claim.js';

/** I-LIST: who changes a list holds its lock. The lists themselves report it. */
export const listWritersLock = defineClaim({
  name: 'I-LIST',
  statement: 'A list is changed only by who holds its lock, and an element is on at most one list.',
});
