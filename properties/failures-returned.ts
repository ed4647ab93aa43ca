import { PerThread } from '../scheduler/object.js';
import { defineClaim, violate } from './claim.js';

/**
 * I-ENOMEM: who has no memory for a descriptor or its KASAN shadow says so. Not where a node is filled: without memory
 * for that, the allocation goes on without a block.
 */
export const failuresReturned = defineClaim({
  name: 'I-ENOMEM',
  statement: 'A call returns no area if there was no memory for its descriptor, or for its KASAN shadow.',
  attach({ vmapAreaCachep, kasanShadow }) {
    const before = new PerThread(0);
    return {
      state: null,
      observer: {
        returned(result) {
          const failed = vmapAreaCachep.failed + kasanShadow.failed;
          const hasFailed = failed > before.get();
          before.set(failed);
          if (hasFailed && result !== null) violate('I-ENOMEM', 'there was no memory, but the call succeeds');
        },
      },
    };
  },
});
