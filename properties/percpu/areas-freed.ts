import { AtomicWord } from '../../model/sync/atomic-word.js';
import { definePercpuClaim } from './claim.js';

/** I-LEAK: who takes an area off vmlist frees its descriptor. */
export const areasFreed = definePercpuClaim({
  name: 'I-LEAK',
  statement: 'When nothing runs any more, every vm_struct that was allocated is on vmlist or was freed.',
  attach() {
    const count = new AtomicWord('vm_structs');
    return { state: count, observer: { areaTaken: () => count.add_(1), areaFreed: () => count.add_(-1) } };
  },
  atEnd({ vmlist }, count) {
    const lost = count.current - vmlist.areas.length;
    return lost === 0 ? null : `${lost} vm_struct${lost === 1 ? ' is' : 's are'} on no list and not freed`;
  },
});
