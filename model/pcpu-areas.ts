/**
 * `pcpu_get_vm_areas()` on a global free tree, 5.2 and later: several areas at fixed distances from each other, as
 * percpu chunks want them, searched from the top down. vmalloc-designs.md, part 8. Left out: `vm_struct`s, the KASAN
 * shadow, and new descriptors for areas that were rolled back.
 */
import { bugOn, type Steps, warnOn } from '../scheduler/step.js';
import type { PcpuRequest, VmapArea } from './allocator.js';
import { alignDown, alignUp, type PageRange, type RangeSet } from './memory/range-set.js';
import type { Slab } from './memory/slab.js';
import type { Tracepoints } from './tracepoints.js';

/** Which form of `pcpu_get_vm_areas()`. */
export interface PcpuSearch {
  /** Since 5.3: an area that ends above its free area is tried lower down in that same free area. Default true. */
  readonly looksTwice?: boolean;
}

/** What it needs of a design. */
export interface PcpuHost {
  readonly vmallocStart: number;
  readonly vmallocEnd: number;
  readonly freeVmapArea: RangeSet;
  readonly vmapAreaCachep: Slab;
  readonly trace: Tracepoints;
  reclaimAndPurgeVmapAreas(): Steps;
  lockFreeVmapArea(): Steps;
  unlockFreeVmapArea(): Steps;
  /** `adjust_va_to_fit_type()`. */
  adjustVaToFitType(va: PageRange, start: number, pages: number): Steps<boolean>;
  /** Puts the areas into the busy tree. Called with the free tree's lock, which it releases. */
  insertVmapAreas(areas: readonly VmapArea[], align: number): Steps;
}

/** `pcpu_get_vm_areas()`. Null if there is no such base, or no memory. */
export function* pcpuGetVmAreas(
  host: PcpuHost,
  request: PcpuRequest,
  search: PcpuSearch = {},
): Steps<VmapArea[] | null> {
  const { offsets, sizes, align } = request;
  for (const [k, offset] of offsets.entries())
    bugOn(offset % align !== 0 || sizes[k]! % align !== 0, 'pcpu_get_vm_areas: offsets and sizes are aligned');
  if (exceedsWindow(host, request)) return null;
  for (const _ of offsets) if (!(yield* host.vmapAreaCachep.alloc())) return null;
  for (let purged = false; ; purged = true) {
    yield* host.lockFreeVmapArea(); // retry:
    const base = findBase(host, request, search.looksTwice ?? true);
    const areas = base === null ? null : yield* carveAll(host, request, base);
    if (areas !== null) {
      yield* host.insertVmapAreas(areas, align);
      return areas;
    }
    // overflow: for claims, pages in one piece would have done.
    if (purged) host.trace.emit('exhausted', { pages: lastEndOf(request), align });
    yield* host.unlockFreeVmapArea();
    if (purged) return null;
    yield* host.reclaimAndPurgeVmapAreas();
    host.trace.emit('purgedForAllocation');
  }
}

/** Pages from the base to where the last area ends. */
export function lastEndOf({ offsets, sizes }: PcpuRequest): number {
  return Math.max(...offsets.map((offset, k) => offset + sizes[k]!));
}

/** Whether the areas are longer than what is aligned of the window: warns. */
export function exceedsWindow(
  { vmallocStart, vmallocEnd }: Pick<PcpuHost, 'vmallocStart' | 'vmallocEnd'>,
  request: PcpuRequest,
): boolean {
  const { align } = request;
  const pages = alignDown(vmallocEnd, align) - alignUp(vmallocStart, align);
  return warnOn(pages < lastEndOf(request), 'pcpu_get_vm_areas: more than the vmalloc window');
}

/** The search: each area in turn, beginning with the highest, until all fit at one base. Null: none below the top. */
function findBase(host: PcpuHost, { offsets, sizes, align }: PcpuRequest, looksTwice: boolean): number | null {
  const list = host.freeVmapArea.ranges;
  /** `pvm_find_va_enclose_addr()`: index of the last free area that starts at or below the page, or -1. */
  const enclosing = (page: number) => list.findLastIndex(({ start }) => start <= page);
  /** `pvm_determine_end_from_reverse()`: the first free area from here down that has an aligned end, and that end. */
  const endFromReverse = (from: number): readonly [va: number, end: number] => {
    for (let k = from; k >= 0; k--) {
      const end = alignDown(Math.min(list[k]!.end, host.vmallocEnd), align);
      if (list[k]!.start < end) return [k, end];
    }
    return [-1, 0];
  };
  const start = (area: number) => offsets[area]!;
  const end = (area: number) => offsets[area]! + sizes[area]!;
  let area = offsets.indexOf(Math.max(...offsets));
  let termArea = area;
  let [va, top] = endFromReverse(enclosing(host.vmallocEnd));
  let base = top - end(area);
  for (;;) {
    if (base < host.vmallocStart || va < 0) return null;
    const isTooHigh = base + end(area) > list[va]!.end;
    const isTooLow = base + start(area) < list[va]!.start;
    if (isTooHigh || isTooLow) {
      // Move the base down and look at all areas again.
      const staysInVa = isTooHigh && looksTwice;
      [va, top] = endFromReverse(staysInVa ? va : va - 1);
      base = top - end(area);
      termArea = area;
      continue;
    }
    area = (area + offsets.length - 1) % offsets.length;
    if (area === termArea) return base;
    va = enclosing(base + end(area));
  }
}

/** Takes the areas out of the free tree; if one cannot be, gives those before it back and returns null. */
function* carveAll(host: PcpuHost, { offsets, sizes }: PcpuRequest, base: number): Steps<VmapArea[] | null> {
  const areas: VmapArea[] = [];
  for (const [k, offset] of offsets.entries()) {
    const area: VmapArea = { start: base + offset, end: base + offset + sizes[k]!, flags: 0 };
    const va = host.freeVmapArea.ranges.findLast(({ start }) => start <= area.start);
    const fits = va !== undefined && area.end <= va.end;
    warnOn(!fits, `pcpu_get_vm_areas: [${area.start},${area.end}) is not free`);
    if (!fits || !(yield* host.adjustVaToFitType(va, area.start, sizes[k]!))) {
      for (const taken of areas) {
        host.freeVmapArea.merge(taken); // recovery:
        host.trace.emit('reclaimed', taken, 'global');
      }
      return null;
    }
    areas.push(area);
  }
  return areas;
}
