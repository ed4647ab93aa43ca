/**
 * The search of `pcpu_get_vm_areas()` over busy areas, 2009 to 2019: from the top down, the areas of a chunk in turn,
 * until all of them fit at one base. vmalloc-designs.md, part 8.
 */
import { bugOn } from '../../scheduler/step.js';
import type { PcpuRequest } from '../allocator.js';
import { alignDown, type PageRange } from '../memory/range-set.js';

/** What of the allocator the search knows. */
export interface PcpuWindow {
  readonly vmallocStart: number;
  readonly vmallocEnd: number;
  /** Busy areas by address. */
  readonly busy: readonly PageRange[];
  /** `vmap_area_pcpu_hole`: above it nothing is free for percpu chunks, as far as is known. */
  readonly hole: number;
}

/** The highest base at which all areas of the chunk are free; null if there is none. `vmap_area_lock` is held. */
export function pcpuBase({ vmallocStart, vmallocEnd, busy, hole }: PcpuWindow, request: PcpuRequest): number | null {
  const { offsets, sizes, align } = request;
  const end = (area: number) => offsets[area]! + sizes[area]!;
  const lastArea = offsets.indexOf(Math.max(...offsets));
  if (busy.length === 0) return alignDown(vmallocEnd, align) - end(lastArea);
  /** `pvm_find_next_prev()`: index of the first busy area that ends above the page; the one before is `prev`. */
  const nextOf = (page: number) => {
    const found = busy.findIndex((va) => va.end > page);
    return found < 0 ? busy.length : found;
  };
  let next = nextOf(hole);
  /** `pvm_determine_end()`: the highest aligned end below `next`; moves down while `prev` reaches above it. */
  const determineEnd = (): number => {
    const top = alignDown(vmallocEnd, align);
    const addr = next < busy.length ? Math.min(alignDown(busy[next]!.start, align), top) : top;
    while (next > 0 && busy[next - 1]!.end > addr) next--;
    return addr;
  };
  let area = lastArea;
  let termArea = area;
  let base = determineEnd() - end(area);
  for (;;) {
    const [above, below] = [busy[next], busy[next - 1]];
    bugOn(above !== undefined && above.end <= base + end(area), 'pcpu_get_vm_areas: next ends below the area');
    bugOn(below !== undefined && below.end > base + end(area), 'pcpu_get_vm_areas: prev ends above the area');
    if (base < vmallocStart) return null;
    const overlapsNext = above !== undefined && above.start < base + end(area);
    const overlapsPrev = below !== undefined && below.end > base + offsets[area]!;
    if (overlapsNext || overlapsPrev) {
      // The base goes below what is in the way, and all areas are looked at again.
      if (!overlapsNext) next--;
      base = determineEnd() - end(area);
      termArea = area;
      continue;
    }
    area = (area + offsets.length - 1) % offsets.length;
    if (area === termArea) return base;
    next = nextOf(base + end(area));
  }
}
