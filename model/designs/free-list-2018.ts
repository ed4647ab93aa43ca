/**
 * A list of free areas, RFC of October 2018 "improve vmalloc allocation" (Rezki), patch 1/2 (seed 002 quotes its cover
 * letter; vmalloc-designs.md 3.1). Busy and lazy areas are kept as before; patch 2/2 is the purge's threshold.
 *
 * Left out: ranges outside the vmalloc window, which would still be found by the busy list's search.
 */
import { bugOn, type Steps } from '../../scheduler/step.js';
import type { AllocError, PcpuRequest, Place, VmapArea } from '../allocator.js';
import { alignUp, type PageRange, RangeSet, showRange } from '../memory/range-set.js';
import { lastEndOf } from '../pcpu-areas.js';
import { Field } from '../sync/field.js';
import type { Request } from '../tracepoints.js';
import { BusyList, type BusyListParameters } from './busy-list.js';

/** `purge` is by default the mutex with the threshold of patch 2/2. */
export interface FreeListParameters extends BusyListParameters {
  /** VMALLOC_MAX_PADDING, THREAD_ALIGN in pages: up to this alignment sizes are rounded up to it. Default 4. */
  readonly maxPadding?: number;
}

/** A busy area remembers the alignment that it was asked for with. */
interface AlignedArea extends VmapArea {
  readonly align: number;
}

/** Where a request goes, and whether the free area's descriptor comes with it. */
interface Found {
  readonly addr: number;
  readonly fullFit: boolean;
}

export class FreeList2018 extends BusyList {
  readonly maxPadding: number;
  /** `free_vmap_area_list` and `free_vmap_area_root`. All that follows is under vmap_area_lock. */
  readonly freeVmapArea: RangeSet;
  /** Start of the area that `last_free_area` points at, or null. */
  readonly #lastFreeArea = new Field<number | null>('last_free_area', null);
  readonly #lastAllocVstart = new Field('last_alloc_vstart', 0);
  readonly #lastAllocAlign = new Field('last_alloc_align', 0);
  /** The most pages that a search found left over below `last_free_area`. */
  readonly #freeVaMaxSize = new Field('free_va_max_size', 0);
  /** Length of `free_va_cache`: spare descriptors. */
  readonly #freeVaCacheSize = new Field('free_va_cache_size', 0);

  constructor({ purge = 'mutex-with-threshold', ...parameters }: FreeListParameters = {}) {
    super({ ...parameters, purge });
    this.maxPadding = parameters.maxPadding ?? 4;
    const window = { start: this.vmallocStart, end: this.vmallocEnd };
    this.freeVmapArea = new RangeSet('free_vmap_area_list', [window], this.vmapAreaLock);
  }

  override get places(): readonly Place[] {
    const busy = this.vmapArea.areas.map((va) => ({ start: va.start, end: this.#paddedEnd(va) }));
    return [{ name: this.vmapArea.name, ranges: busy }, this.freeVmapArea];
  }

  override get freeTrees(): RangeSet[] {
    return [this.freeVmapArea];
  }

  /** The padding belongs to the area, though its owner does not know of it. */
  #paddedEnd(va: VmapArea): number {
    const { align } = va as AlignedArea;
    return align <= this.maxPadding ? alignUp(va.end, align) : va.end;
  }

  /** `alloc_vmap_area()` for the vmalloc window. */
  protected override *allocVmapArea(request: Request): Steps<VmapArea | AllocError> {
    const { pages, align } = request;
    for (let purged = false; ; purged = true) {
      yield* this.vmapAreaLock.lock(); // retry:
      const found = yield* this.#allocVmallocArea(request, this.vmallocStart, this.vmallocEnd);
      if (found !== null) {
        const { addr, fullFit } = found;
        if (!fullFit) {
          yield* this.vmapAreaLock.unlock();
          if (!(yield* this.vmapAreaCachep.alloc())) return '-ENOMEM'; // what was carved out is not put back
          yield* this.vmapAreaLock.lock();
        }
        const area: AlignedArea = { start: addr, end: addr + pages, flags: 0, align };
        const va = this.insertVmapArea(area);
        yield* this.vmapAreaLock.unlock();
        return this.checked(va, request);
      }
      if (!(yield* this.overflow(request, purged))) return '-EBUSY';
    }
  }

  /** `alloc_vmalloc_area()`: first fit, from where the last search ended if the hints allow it. Null for vend. */
  *#allocVmallocArea({ pages, align }: Request, vstart: number, vend: number): Steps<Found | null> {
    const size = align <= this.maxPadding ? alignUp(pages, align) : pages;
    const areas = this.freeVmapArea.ranges;
    let from = areas.findIndex(({ start }) => start === this.#lastFreeArea.get());
    if (
      this.#lastFreeArea.get() === null ||
      size < this.#freeVaMaxSize.get() ||
      vstart < this.#lastAllocVstart.get() ||
      align < this.#lastAllocAlign.get()
    ) {
      if (areas.length === 0) return null;
      from = 0;
      this.#freeVaMaxSize.set(0);
      this.#lastFreeArea.set(null);
    }
    bugOn(from < 0, 'last_free_area points at no free area');

    let addr = this.align(vstart, align);
    for (let k = from; k < areas.length; k++) {
      const va = areas[k]!;
      if (va.start > vstart) addr = this.align(va.start, align);
      if (this.wraps(addr, size) || addr + size > vend || addr < vstart) break;
      if (addr + size > va.end) {
        if (addr < va.end) this.#freeVaMaxSize.set(Math.max(this.#freeVaMaxSize.get(), va.end - addr));
        continue;
      }
      this.#lastFreeArea.set(va.start);
      this.#lastAllocVstart.set(vstart);
      this.#lastAllocAlign.set(align);
      const isLeft = va.start === addr;
      const isRight = va.end === addr + size;
      if (isLeft && isRight)
        this.#lastFreeArea.set(areas[k - 1]?.start ?? null); // FL_FIT_TYPE
      else if (!isRight) {
        // NE_FIT_TYPE: the rest on the left needs a descriptor of its own.
        if (!isLeft && !(yield* this.#getFreeVa())) return null;
        this.#lastFreeArea.set(addr + size); // and LE_FIT_TYPE: the area begins further right now
      }
      this.freeVmapArea.carveFrom(va, size, align, addr, addr + size);
      this.trace.emit('searched', k - from + 1);
      this.noteReserved(addr, size);
      return { addr, fullFit: isLeft && isRight };
    }
    return null;
  }

  /** `__get_free_va_from_cache()`, else `kmalloc(GFP_NOWAIT)`. False if there is no descriptor. */
  *#getFreeVa(): Steps<boolean> {
    const spare = this.#freeVaCacheSize.get();
    if (spare === 0) return yield* this.vmapAreaCachep.alloc('GFP_NOWAIT');
    this.#freeVaCacheSize.set(spare - 1);
    return true;
  }

  /** `__put_free_va_to_cache()`. */
  #putFreeVaToCache(): void {
    const spare = this.#freeVaCacheSize.get();
    if (spare < Math.floor(this.lazyMaxPages / 2)) this.#freeVaCacheSize.set(spare + 1);
  }

  /** `pcpu_get_vm_areas()`: one free area has to hold all of the chunk; the highest that does. */
  protected override takePcpuAreas(request: PcpuRequest): VmapArea[] | null {
    const { offsets, sizes, align } = request;
    const lastEnd = lastEndOf(request);
    const baseIn = ({ end }: PageRange) => Math.floor(end / align) * align - lastEnd;
    const va = this.freeVmapArea.ranges.findLast((area) => baseIn(area) >= area.start);
    if (va === undefined) return null;
    const base = baseIn(va);
    for (const [k, offset] of offsets.entries()) {
      const start = base + offset;
      const area = this.freeVmapArea.ranges.find(({ end }) => end > start)!; // what is left of va holds it
      this.freeVmapArea.carveFrom(area, sizes[k]!, 1, start, start + sizes[k]!);
    }
    this.#lastFreeArea.set(null); // the area that it pointed at may be gone
    return this.insertPcpuAreas(base, request);
  }

  /** `__free_vmap_area()` for the vmalloc window, with `__merge_add_free_va_area()`. */
  override __freeVmapArea(va: VmapArea): void {
    this.vmapArea.unlink(va);
    const lastFreeVaStart = this.#lastFreeArea.get();
    const freed: PageRange = { start: va.start, end: this.#paddedEnd(va) };
    const merged = this.freeVmapArea.mergeOrAdd(freed);
    bugOn(merged === null, `${showRange(freed)} is freed, but part of it is free`);
    // A descriptor is left over for each neighbour that it was joined with.
    if (merged!.end > freed.end) this.#putFreeVaToCache();
    if (merged!.start < freed.start) this.#putFreeVaToCache();
    if (lastFreeVaStart !== null && merged!.start < lastFreeVaStart) this.#lastFreeArea.set(merged!.start);
    this.trace.emit('reclaimed', va, 'global');
  }
}
