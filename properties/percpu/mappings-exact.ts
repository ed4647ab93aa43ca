import { definePercpuClaim } from './claim.js';

/** I-MAP: nobody clears the mappings of others, nor forgets his own. */
export const mappingsExact = definePercpuClaim({
  name: 'I-MAP',
  statement: "Mapped are the possible CPUs' pages of every block and its management pages, and nothing else.",
  atEnd(allocator) {
    const { blkhead, possible, translation, vmallocEnd } = allocator;
    const wanted = new Map<number, string>();
    for (const { start, name } of blkhead.nodes) {
      const areas = possible.map((cpu) => [`CPU ${cpu}`, allocator.cpuArea(start, cpu)] as const);
      for (const [whose, range] of [...areas, ['management', allocator.management(start)] as const])
        for (let page = range.start; page < range.end; page++) wanted.set(page, `${whose} of ${name}`);
    }
    for (let page = 0; page < vmallocEnd; page++) {
      const whose = wanted.get(page);
      const isMapped = translation.isMapped(page);
      if (isMapped && whose === undefined) return `page ${page} is mapped, but nobody's`;
      if (!isMapped && whose !== undefined) return `page ${page}, ${whose}, is not mapped`;
    }
    return null;
  },
});
