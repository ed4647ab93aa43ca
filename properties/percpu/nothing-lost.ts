import { AtomicWord } from '../../model/sync/atomic-word.js';
import { definePercpuClaim } from './claim.js';

/** I-CONS: at the end pages and address space are those of the blocks on the list, and none is lost. */
export const nothingLost = definePercpuClaim({
  name: 'I-CONS',
  statement: "When nothing runs any more, what is taken of each CPU's pages and of address space belongs to a block.",
  attach({ nrCpus }) {
    const management = new AtomicWord('management pages taken');
    const taken = Array.from({ length: nrCpus }, (_, cpu) => new AtomicWord(`pages taken for CPU ${cpu}`));
    const wordOf = (cpu: number | null) => (cpu === null ? management : taken[cpu]!);
    return {
      state: { management, taken },
      observer: {
        pageTaken: (cpu) => wordOf(cpu).add_(1),
        pageFreed: (cpu) => wordOf(cpu).add_(-1),
      },
    };
  },
  atEnd({ blkhead, vmlist, possible, blockPages, managementPages }, { management, taken }) {
    const blocks = blkhead.nodes.length;
    if (management.current !== blocks * managementPages)
      return `${blocks} blocks have ${management.current} management pages`;
    for (const [cpu, { current }] of taken.entries()) {
      const wanted = possible.includes(cpu) ? blocks * blockPages : 0;
      if (current !== wanted) return `${blocks} blocks have ${current} pages of CPU ${cpu}, not ${wanted}`;
    }
    const starts = blkhead.nodes.map(({ start }) => start).sort((a, b) => a - b);
    const areas = vmlist.areas.map(({ start }) => start);
    return starts.join() === areas.join() ? null : `blocks are at ${starts}, but areas at ${areas}`;
  },
});
