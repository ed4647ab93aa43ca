import type { HeapAllocator } from '../model/heap-allocator.js';
import { defineClaim } from './claim.js';

/** I-LIVE, of work items: workers may wait for work for ever, but not in the middle of it. */
export const workEnds = defineClaim({
  name: 'I-LIVE',
  statement: 'When nothing runs any more, no work item is queued or has begun and not ended.',
  atEnd(allocator) {
    const { workqueue = null } = allocator as Partial<Pick<HeapAllocator, 'workqueue'>>;
    if (workqueue === null) throw new Error('a claim about a work queue is made of an allocator that has none');
    return workqueue.isIdle ? null : `${workqueue.name} has work that nobody will end`;
  },
});
