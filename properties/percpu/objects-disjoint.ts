import { showRange } from '../../model/memory/range-set.js';
import { PageMap, violate } from '../claim.js';
import { definePercpuClaim } from './claim.js';

/** I-OVL: no unit has two owners. */
export const objectsDisjoint = definePercpuClaim({
  name: 'I-OVL',
  statement: 'No two live objects overlap.',
  attach(allocator) {
    const owned = new PageMap<boolean>('owned units', allocator.vmallocEnd * allocator.pageSize, false);
    return {
      state: owned,
      observer: {
        allocated(object) {
          for (let unit = object.start; unit < object.end; unit++)
            if (owned.get(unit)) violate('I-OVL', `${showRange(object)} is handed out, but ${unit} is somebody's`);
          owned.set(object, true);
        },
        released: (object) => owned.set(object, false),
      },
    };
  },
});
