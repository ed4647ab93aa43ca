import { currentThreadId } from '../../scheduler/step.js';
import { ThreadSet, violate } from '../claim.js';
import { definePercpuClaim } from './claim.js';

/** I-FILL: a block is added only if none has been added since the search failed that asked for it. */
export const oneBlock = definePercpuClaim({
  name: 'I-FILL',
  statement: 'At most one block is added each time the blocks run out.',
  attach() {
    const upToDate = new ThreadSet('know that blocks ran out'); // none was added since their search failed
    return {
      state: upToDate,
      observer: {
        missed: () => upToDate.add(currentThreadId()),
        blockAdded({ name }) {
          const mayAdd = upToDate.has(currentThreadId());
          upToDate.clear();
          if (!mayAdd) violate('I-FILL', `${name} is added, and so was another since the search that asked for it`);
        },
      },
    };
  },
});
