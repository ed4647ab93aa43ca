import { showRange } from '../../model/memory/range-set.js';
import { violate } from '../claim.js';
import { definePercpuClaim } from './claim.js';

/** I-REQ: what is returned is what was asked for. */
export const objectMet = definePercpuClaim({
  name: 'I-REQ',
  statement: "An object has the size and alignment that were asked for and lies in one block's area of CPU 0.",
  attach: (allocator) => ({
    state: null,
    observer: {
      allocated(object, { size, align }) {
        const { pageSize, blkhead } = allocator;
        const areas = blkhead.nodes.map(({ start }) => allocator.cpuArea(start, 0));
        const isInside = areas.some(
          ({ start, end }) => start * pageSize <= object.start && object.end <= end * pageSize,
        );
        if (object.end - object.start !== size || object.start % align !== 0 || !isInside)
          violate('I-REQ', `${size} units aligned to ${align} were asked for, got ${showRange(object)}`);
      },
    },
  }),
});
