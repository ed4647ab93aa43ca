/**
 * The busy list of 2.6.38-5.1 (seed 001; vmalloc-designs.md, part 2): one tree of busy areas, searched for a hole from
 * where the last one was found. Freed areas stay in it, lazily, until a purge has flushed the TLB once for all of them.
 *
 * How a purge is serialised is a parameter, and so is how lazy areas are kept. The search is that of 2011 for all of
 * them. Left out: notifiers, VM_VM_AREA (who frees twice is not
 * noticed), `set_iounmap_nonlazy`, unmapping in the purge (2.6.28 only).
 */
import { bugOn, type Steps } from '../../scheduler/step.js';
import type { AllocError, PcpuRequest, Place, VmapArea } from '../allocator.js';
import { BlockAllocator, type BlockAllocatorParameters } from '../block-allocator.js';
import { AreaTree } from '../memory/area-tree.js';
import { alignUp, type PageRange, type RangeSet, showRange } from '../memory/range-set.js';
import { exceedsWindow, lastEndOf } from '../pcpu-areas.js';
import { Field } from '../sync/field.js';
import { SpinLock } from '../sync/spin-lock.js';
import type { Request } from '../tracepoints.js';
import { BLOCKS_4_1, type MutableRange } from '../vmap-blocks.js';
import { type LazyAreas, LazyFlags, PurgeList } from './busy-list-lazy.js';
import { pcpuBase } from './busy-list-pcpu.js';
import { PURGES, type Purge, type Purged } from './busy-list-purge.js';

/** Blocks have by default the form of 4.1; forms since 6.5 need another `vm_unmap_aliases`. */
export interface BusyListParameters extends BlockAllocatorParameters {
  /** How purges are kept apart. Default: the mutex of 4.10. */
  readonly purge?: keyof typeof PURGES;
  /** What a free does first: flag the area (until 4.6), or count it (since 4.7, the default). */
  readonly accounting?: 'flag-then-count' | 'count-then-push';
  /** Pages that an address can express; sums wrap there, as at 2^64. A power of two. Default: never. */
  readonly addressSpace?: number;
}

export class BusyList extends BlockAllocator implements Purged {
  readonly addressSpace: number;
  readonly vmapAreaLock = new SpinLock('vmap_area_lock');
  /** `vmap_area_root` and `vmap_area_list`. */
  readonly vmapArea = new AreaTree<VmapArea>('vmap_area_root', this.vmapAreaLock);
  readonly lazy: LazyAreas;
  protected readonly purge: Purge;
  // The search cache, under vmap_area_lock.
  readonly #freeVmapCache = new Field<VmapArea | null>('free_vmap_cache', null);
  /** The largest hole noticed below the cached area. */
  readonly #cachedHoleSize = new Field('cached_hole_size', 0);
  readonly #cachedVstart = new Field('cached_vstart', 0);
  readonly #cachedAlign = new Field('cached_align', 0);
  /** Where percpu chunks are looked for from, downwards. Under vmap_area_lock. */
  readonly #vmapAreaPcpuHole: Field<number>;

  constructor(parameters: BusyListParameters = {}) {
    const { blocks } = parameters;
    super(blocks === undefined ? parameters : { ...parameters, blocks: { form: BLOCKS_4_1, ...blocks } });
    if (this.blocks?.form.aliasesByIndex === true)
      throw new Error(
        'the vm_unmap_aliases of the busy list walks free lists: give its blocks a form up to BLOCKS_6_4',
      );
    this.addressSpace = parameters.addressSpace ?? Number.MAX_SAFE_INTEGER;
    this.lazy = parameters.accounting === 'flag-then-count' ? new LazyFlags(this) : new PurgeList(this);
    this.#vmapAreaPcpuHole = new Field('vmap_area_pcpu_hole', this.vmallocEnd);
    this.purge = new PURGES[parameters.purge ?? 'mutex'](this);
  }

  get places(): readonly Place[] {
    return [{ name: this.vmapArea.name, ranges: this.vmapArea.areas }];
  }

  get lazyRanges(): readonly PageRange[] {
    return this.lazy.areas;
  }

  get spinLocks(): SpinLock[] {
    const { lock } = this.purge;
    return lock instanceof SpinLock ? [this.vmapAreaLock, lock] : [this.vmapAreaLock];
  }

  get freeTrees(): readonly RangeSet[] {
    return [];
  }

  /** `ALIGN()`: wraps at the end of what an address can express. */
  protected align(address: number, align: number): number {
    return alignUp(address, align) % this.addressSpace;
  }

  /** `addr + size < addr`. */
  protected wraps(addr: number, pages: number): boolean {
    return addr + pages >= this.addressSpace;
  }

  /** `alloc_vmap_area()`. */
  protected override *allocVmapArea(request: Request): Steps<VmapArea | AllocError> {
    const { vmallocStart: vstart, vmallocEnd: vend } = this;
    if (!(yield* this.vmapAreaCachep.alloc())) return '-ENOMEM';
    for (let purged = false; ; purged = true) {
      yield* this.vmapAreaLock.lock(); // retry:
      const addr = this.#findHole(request, vstart, vend);
      if (addr !== null) {
        const va = this.insertVmapArea({ start: addr, end: addr + request.pages, flags: 0 });
        this.#freeVmapCache.set(va);
        yield* this.vmapAreaLock.unlock();
        return this.checked(va, request);
      }
      if (!(yield* this.overflow(request, purged))) return '-EBUSY';
    }
  }

  /** From `overflow` on: a purge, and true to search again; false after that. `vmap_area_lock` is held; it is released. */
  protected *overflow(request: Request, purged: boolean): Steps<boolean> {
    if (purged) this.trace.emit('exhausted', request);
    yield* this.vmapAreaLock.unlock();
    if (purged) return false;
    yield* this.purge.purgeVmapAreaLazy();
    this.trace.emit('purgedForAllocation');
    return true;
  }

  /** `__insert_vmap_area()`. */
  protected insertVmapArea<A extends VmapArea>(va: A): A {
    this.vmapArea.insert(va);
    this.trace.emit('reserved', va);
    return va;
  }

  /** The last lines of `alloc_vmap_area()`. */
  protected checked(va: VmapArea, request: Request): VmapArea {
    bugOn(va.start % request.align !== 0, `${showRange(va)} is not aligned to ${request.align}`);
    bugOn(va.start < this.vmallocStart, `${showRange(va)} begins below vstart ${this.vmallocStart}`);
    bugOn(va.end > this.vmallocEnd, `${showRange(va)} ends above vend ${this.vmallocEnd}`);
    this.trace.emit('allocated', va, request);
    return va;
  }

  /**
   * `alloc_vmap_area()` from `retry` to `found`: the lowest hole from the cached area up, or from `vstart` where the
   * cache does not serve. Null for overflow.
   */
  #findHole({ pages, align }: Request, vstart: number, vend: number): number | null {
    let cache = this.#freeVmapCache.get();
    if (
      cache === null ||
      pages < this.#cachedHoleSize.get() ||
      vstart < this.#cachedVstart.get() ||
      align < this.#cachedAlign.get()
    )
      cache = this.#dropCache();
    this.#cachedVstart.set(vstart);
    this.#cachedAlign.set(align);
    if (cache !== null && this.align(cache.end, align) < vstart) cache = this.#dropCache(); // goto nocache

    let addr = this.align(cache?.end ?? vstart, align);
    if (this.wraps(addr, pages)) return null;
    let first = cache ?? this.vmapArea.firstEndingFrom(addr); // the descent may end one area higher: the same hole
    let visited = first === null ? 0 : 1;
    while (first !== null && addr + pages > first.start && addr + pages <= vend) {
      if (addr + this.#cachedHoleSize.get() < first.start) this.#cachedHoleSize.set(first.start - addr);
      addr = this.align(first.end, align);
      if (this.wraps(addr, pages)) return null;
      first = this.vmapArea.next(first);
      visited++;
    }
    this.trace.emit('searched', visited);
    return addr + pages > vend ? null : addr;
  }

  #dropCache(): null {
    this.#cachedHoleSize.set(0);
    this.#freeVmapCache.set(null);
    return null;
  }

  /** `__free_vmap_area()`; `vmap_area_lock` is held. */
  __freeVmapArea(va: VmapArea): void {
    const cache = this.#freeVmapCache.get();
    if (cache !== null) {
      if (va.end < this.#cachedVstart.get()) this.#freeVmapCache.set(null);
      else if (va.start <= cache.start) this.#freeVmapCache.set(this.vmapArea.previous(va)); // hole size, align: as is
    }
    this.vmapArea.unlink(va);
    this.#vmapAreaPcpuHole.set(Math.max(this.#vmapAreaPcpuHole.get(), va.end));
    this.trace.emit('reclaimed', va, 'global');
  }

  /** `pcpu_get_vm_areas()`. */
  override *pcpuGetVmAreas(request: PcpuRequest): Steps<VmapArea[] | null> {
    const { offsets, align } = request;
    if (exceedsWindow(this, request)) return null;
    for (const _ of offsets) if (!(yield* this.vmapAreaCachep.alloc())) return null;
    for (let purged = false; ; purged = true) {
      yield* this.vmapAreaLock.lock(); // retry:
      const areas = this.takePcpuAreas(request);
      if (areas !== null) {
        for (const va of areas) this.trace.emit('allocated', va, { pages: va.end - va.start, align });
        yield* this.vmapAreaLock.unlock();
        return areas;
      }
      const inOnePiece = { pages: lastEndOf(request), align }; // for claims: would have done
      if (!(yield* this.overflow(inOnePiece, purged))) return null;
    }
  }

  /** From `retry` to `found`, and what follows under the lock. Null if the areas fit nowhere. */
  protected takePcpuAreas(request: PcpuRequest): VmapArea[] | null {
    const { vmallocStart, vmallocEnd } = this;
    const window = { vmallocStart, vmallocEnd, busy: this.vmapArea.areas, hole: this.#vmapAreaPcpuHole.get() };
    const base = pcpuBase(window, request);
    if (base === null) return null;
    this.#vmapAreaPcpuHole.set(base + Math.max(...request.offsets));
    return this.insertPcpuAreas(base, request);
  }

  protected insertPcpuAreas(base: number, { offsets, sizes }: PcpuRequest): VmapArea[] {
    return offsets.map((offset, k) =>
      this.insertVmapArea({ start: base + offset, end: base + offset + sizes[k]!, flags: 0 }),
    );
  }

  /** What `remove_vm_area()` does before it unmaps: finds the area, which stays in the tree. */
  protected override *findUnlinkVmapArea(page: number): Steps<VmapArea | null> {
    yield* this.vmapAreaLock.lock();
    const va = this.vmapArea.find(page);
    if (va !== null) this.trace.emit('released', va);
    yield* this.vmapAreaLock.unlock();
    return va;
  }

  /** `find_vmap_area()`: finds lazy areas too. */
  protected override *findVmapArea(page: number): Steps<VmapArea | null> {
    yield* this.vmapAreaLock.lock();
    const va = this.vmapArea.find(page);
    yield* this.vmapAreaLock.unlock();
    return va;
  }

  /** `free_vmap_area_noflush()`. */
  protected override *freeVmapAreaNoflush(va: VmapArea): Steps {
    const nrLazy = yield* this.lazy.add(va);
    if (nrLazy > this.lazyMaxPages) yield* this.purge.tryPurgeVmapAreaLazy();
  }

  /** `free_vmap_block()` leaves the area in the tree. */
  protected override *unlinkVa(va: VmapArea): Steps {
    this.trace.emit('released', va);
  }

  /** `vm_unmap_aliases()`, from where it has looked through the blocks. */
  protected override *purgeForAliases({ start, end }: MutableRange): Steps {
    yield* this.purge.unmapAliases(start, end, end > 0);
  }
}
