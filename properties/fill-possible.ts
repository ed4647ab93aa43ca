import type { VmapNode2023 } from '../model/designs/vmap-node-2023.js';
import { defineClaim } from './claim.js';

/** I-LIVE, of fills: a node that nobody fills can be filled. */
export const fillPossible = defineClaim({
  name: 'I-LIVE',
  statement: 'When nothing runs any more, no node says that it is being filled: else it never will be.',
  atEnd(allocator) {
    for (const { name, fillInProgress } of (allocator as VmapNode2023).nodes)
      if (fillInProgress.current !== 0)
        return `${name}.fill_in_progress is ${fillInProgress.current}, and nobody fills`;
    return null;
  },
});
