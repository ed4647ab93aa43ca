import { violate } from '../claim.js';
import { definePercpuClaim } from './claim.js';

/** I-ROOM: a search that fails would have failed everywhere. */
export const roomFound = definePercpuClaim({
  name: 'I-ROOM',
  statement: 'A search of the blocks fails only if the request fits into none of them.',
  attach: (allocator) => ({
    state: null,
    observer: {
      missed(request) {
        for (const blkp of allocator.blkhead.nodes)
          if (allocator.findRoom(blkp, allocator.makeObjMap(blkp), request) !== null)
            violate('I-ROOM', `${request.size} units aligned to ${request.align} fit into ${blkp.name}, not searched`);
      },
    },
  }),
});
