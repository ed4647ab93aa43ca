/**
 * The free tree, "mm/vmalloc.c: keep track of free blocks for vmap allocation" (Rezki), Linux 5.2 of 2019, and its
 * refinements up to 6.2, as in vmalloc-designs.md, part 3.2; seed 002 quotes the RFC that it grew out of.
 *
 * Free address space is an augmented tree; an allocation takes the lowest area that fits and splits it. Left out:
 * notifiers, KASAN shadow in purges and percpu areas. Descriptors are plain data, except the one that a
 * no-edge split needs. The free space is exactly the vmalloc window, so that only alignment makes such splits.
 */
import { bugOn, type Steps, type ThreadBody } from '../../scheduler/step.js';
import type { AllocError, PcpuRequest, Place, VmapArea } from '../allocator.js';
import { PerCpu } from '../cpu/cpus.js';
import { Preemption } from '../cpu/preemption.js';
import { HeapAllocator, type HeapAllocatorParameters } from '../heap-allocator.js';
import { AreaTree } from '../memory/area-tree.js';
import { AugmentedTree, type SearchForm } from '../memory/augmented-tree.js';
import { RangeList } from '../memory/range-list.js';
import { alignUp, type PageRange, RangeSet } from '../memory/range-set.js';
import { Slab } from '../memory/slab.js';
import { type PcpuSearch, pcpuGetVmAreas } from '../pcpu-areas.js';
import { AtomicWord } from '../sync/atomic-word.js';
import { awaitUntil } from '../sync/await.js';
import { LList } from '../sync/llist.js';
import { SpinLock } from '../sync/spin-lock.js';
import type { FitType, Request } from '../tracepoints.js';

/** Parameters of the augmented free tree: which version of it. */
export interface FreeTreeParameters extends HeapAllocatorParameters {
  /** `one`: vmap_area_lock for all (5.2). `split`: free_vmap_area_lock for the free tree (5.5). Default `split`. */
  readonly locks?: 'one' | 'split';
  /** How a CPU's spare descriptor is seen to. Default `under-lock`. */
  readonly preload?: 'preempt-off' | 'under-lock';
  /** Whether an area leaves the busy tree when it is freed (5.4) or only when it is purged. Default true. */
  readonly lazyLeavesBusyTree?: boolean;
  /** Lazy areas on a lock-free list (to 5.10), or merged in a tree under a lock of its own (5.11). Default `tree`. */
  readonly lazySet?: 'llist' | 'tree';
  /** Above the threshold: the freeing task purges if nobody else does (to 5.17), or a work item (5.18). Default `work`. */
  readonly drain?: 'caller' | 'work';
  /** How a search goes through the tree. Default: the latest form. */
  readonly search?: SearchForm;
  /** How percpu chunks are searched for. Default: the latest form. */
  readonly pcpuSearch?: PcpuSearch;
  /** How many descriptor allocations of each thread may fail that must not wait. Default 0. */
  readonly noWaitFailures?: number;
}

/** As merged. */
export const LINUX_5_2: FreeTreeParameters = {
  locks: 'one',
  preload: 'preempt-off',
  lazyLeavesBusyTree: false,
  lazySet: 'llist',
  drain: 'caller',
  search: { movesVstart: false },
  pcpuSearch: { looksTwice: false },
};

/** With the lock split, and without preemption disabled around the preload. */
export const LINUX_5_5: FreeTreeParameters = {
  ...LINUX_5_2,
  locks: 'split',
  preload: 'under-lock',
  lazyLeavesBusyTree: true,
  pcpuSearch: { looksTwice: true },
};

/** With a lazy tree and a drain worker. */
export const LINUX_5_18: FreeTreeParameters = {
  ...LINUX_5_5,
  lazySet: 'tree',
  drain: 'work',
  search: { movesVstart: true },
};

/** `classify_va_fit_type()`. */
function fitType(va: PageRange, start: number, pages: number): FitType {
  if (va.start === start) return va.end === start + pages ? 'FL' : 'LE';
  return va.end === start + pages ? 'RE' : 'NE';
}

/** One augmented tree of free areas, mm/vmalloc.c, Linux 5.2 to 6.2. */
export class FreeTree2019 extends HeapAllocator {
  /** Guards the busy tree; in 5.2 the free tree as well. */
  readonly vmapAreaLock: SpinLock;
  /** `vmap_area_root` and `vmap_area_list`. */
  readonly busy: AreaTree<VmapArea>;
  /** `vmap_purge_list`, until 5.10. */
  readonly vmapPurgeList = new LList<VmapArea>('vmap_purge_list');
  /** Guards `purgeVmapArea`. */
  readonly purgeVmapAreaLock = new SpinLock('purge_vmap_area_lock');
  /** `purge_vmap_area_root` and `purge_vmap_area_list`, since 5.11: lazy areas, merged. */
  readonly purgeVmapArea = new RangeSet('purge_vmap_area', [], this.purgeVmapAreaLock);
  /** What the purge in progress took. Owned by the holder of vmap_purge_lock. */
  readonly localPurgeList = new RangeList('local_purge_list');
  /** DEFINE_PER_CPU: 1 while the CPU has a spare descriptor. Taken and given under the lock of the free tree. */
  readonly neFitPreloadNode: PerCpu<AtomicWord>;
  /** `vmap_area_cachep` for those who must not wait. */
  readonly vmapAreaCachepNoWait: Slab;
  readonly #preemption: Preemption;
  /** `free_vmap_area`. */
  readonly #freeTree: AugmentedTree;
  readonly #is: Required<Pick<FreeTreeParameters, 'locks' | 'preload' | 'lazyLeavesBusyTree' | 'lazySet' | 'drain'>>;
  readonly #pcpuSearch: PcpuSearch;

  constructor(parameters: FreeTreeParameters = {}) {
    const { locks = 'split', preload = 'under-lock', lazyLeavesBusyTree = true } = parameters;
    const { lazySet = 'tree', drain = 'work', search = {}, pcpuSearch = {} } = parameters;
    const isSplit = locks === 'split';
    super(
      parameters,
      isSplit ? 'free_vmap_area_lock' : 'vmap_area_lock',
      (name, ranges, guard) => new AugmentedTree(name, ranges, search, guard),
    );
    this.#freeTree = this.freeVmapArea as AugmentedTree;
    this.#is = { locks, preload, lazyLeavesBusyTree, lazySet, drain };
    this.#pcpuSearch = pcpuSearch;
    this.vmapAreaLock = isSplit ? new SpinLock('vmap_area_lock') : this.freeVmapAreaLock;
    this.busy = new AreaTree('vmap_area_root', this.vmapAreaLock);
    this.neFitPreloadNode = new PerCpu(this.cpus, (cpu) => new AtomicWord(`ne_fit_preload_node of CPU ${cpu}`));
    this.vmapAreaCachepNoWait = new Slab('vmap_area_cachep, GFP_NOWAIT', parameters.noWaitFailures ?? 0);
    this.#preemption = new Preemption(this.cpus);
  }

  override get daemons(): Record<string, ThreadBody> {
    return this.#is.drain === 'work' ? super.daemons : {};
  }

  get places(): readonly Place[] {
    const own = [this.freeVmapArea, { name: this.busy.name, ranges: this.busy.areas }];
    if (!this.#is.lazyLeavesBusyTree) return own; // what is lazy is busy
    const list = { name: this.vmapPurgeList.name, ranges: this.vmapPurgeList.nodes };
    return [...own, list, this.purgeVmapArea, this.localPurgeList];
  }

  get lazyRanges(): PageRange[] {
    return [...this.vmapPurgeList.nodes, ...this.purgeVmapArea.ranges, ...this.localPurgeList.ranges];
  }

  get spinLocks(): SpinLock[] {
    return [...new Set([this.freeVmapAreaLock, this.vmapAreaLock, this.purgeVmapAreaLock])];
  }

  get freeTrees(): RangeSet[] {
    return [this.freeVmapArea];
  }

  /** `alloc_vmap_area()`, 5.2 and 5.5. */
  protected override *allocVmapArea(request: Request): Steps<VmapArea | AllocError> {
    if (!(yield* this.vmapAreaCachep.alloc())) return '-ENOMEM';
    for (let purged = false; ; purged = true) {
      yield* this.preloadThisCpuLock(); // retry:
      const addr = yield* this.__allocVmapArea(request);
      if (addr !== null) {
        const va: VmapArea = { start: addr, end: addr + request.pages, flags: 0 };
        yield* this.insertVmapAreas([va], request.align);
        if (yield* this.kasanShadow.alloc()) return va;
        this.trace.emit('released', va);
        yield* this.#freeVmapArea(va);
        return '-ENOMEM';
      }
      // overflow:
      if (purged) this.trace.emit('exhausted', request);
      yield* this.unlockFreeVmapArea();
      if (purged) return '-EBUSY';
      yield* this.reclaimAndPurgeVmapAreas();
      this.trace.emit('purgedForAllocation');
    }
  }

  /** `preload_this_cpu_lock()`, or what stood in its place: sees to a spare descriptor and takes the free tree's lock. */
  protected *preloadThisCpuLock(): Steps {
    if (this.#is.preload === 'preempt-off') {
      yield* this.#preemption.disable();
      let slot = yield* this.#thisCpuSlot();
      if ((yield* slot.load()) === 0) {
        yield* this.#preemption.enable();
        const pva = yield* this.vmapAreaCachep.alloc();
        yield* this.#preemption.disable();
        slot = yield* this.#thisCpuSlot(); // of another CPU, it may be
        if (pva) yield* slot.cmpxchg(0, 1);
      }
      yield* this.freeVmapAreaLock.lock();
    } else {
      const slot = yield* this.#thisCpuSlot();
      const pva = (yield* slot.readOnce()) === 0 ? yield* this.vmapAreaCachep.alloc() : false;
      yield* this.lockFreeVmapArea();
      if (pva) yield* (yield* this.#thisCpuSlot()).cmpxchg(0, 1);
    }
  }

  /** Takes the free tree's lock, for somebody who may then want the spare descriptor of the CPU that he is on. */
  override *lockFreeVmapArea(): Steps {
    if (this.#is.preload === 'preempt-off') yield* this.#preemption.disable();
    else yield* this.cpus.current(); // wherever he is by now
    yield* this.freeVmapAreaLock.lock();
  }

  /** Undoes `lockFreeVmapArea`. The kernel enables preemption earlier, but that has no effect until the unlock. */
  override *unlockFreeVmapArea(): Steps {
    yield* this.freeVmapAreaLock.unlock();
    if (this.#is.preload === 'preempt-off') yield* this.#preemption.enable();
  }

  *#thisCpuSlot(): Steps<AtomicWord> {
    return this.neFitPreloadNode.of(yield* this.cpus.current());
  }

  /** `__alloc_vmap_area()`, 5.2. Null for vend. */
  protected *__allocVmapArea({ pages, align }: Request): Steps<number | null> {
    const va = this.freeVmapArea.findLowest(pages, align, this.vmallocStart, this.vmallocEnd);
    this.trace.emit('searched', this.#freeTree.visited);
    if (va === null) return null;
    const start = alignUp(Math.max(va.start, this.vmallocStart), align);
    return (yield* this.adjustVaToFitType(va, start, pages)) ? start : null;
  }

  /** `adjust_va_to_fit_type()`, 5.2: takes the pages out of the free area. False if there is no descriptor for a split. */
  override *adjustVaToFitType(va: PageRange, start: number, pages: number): Steps<boolean> {
    if (fitType(va, start, pages) === 'NE') {
      const slot = yield* this.#thisCpuSlot();
      const hasSpare = (yield* slot.xchg(0)) === 1 || (yield* this.vmapAreaCachepNoWait.alloc('GFP_NOWAIT'));
      if (!hasSpare) return false;
    }
    this.freeVmapArea.carveFrom(va, pages, 1, start, start + pages);
    this.trace.emit('carved', fitType(va, start, pages));
    this.noteReserved(start, pages);
    return true;
  }

  /** `insert_vmap_area()` on the busy tree. The free tree's lock is held; it is released. */
  override *insertVmapAreas(areas: readonly VmapArea[], align: number): Steps {
    const isSplit = this.#is.locks === 'split';
    if (isSplit) {
      yield* this.unlockFreeVmapArea();
      yield* this.vmapAreaLock.lock();
    }
    for (const va of areas) {
      yield* this.insertBusy(va);
      this.trace.emit('allocated', va, { pages: va.end - va.start, align });
    }
    if (isSplit) yield* this.vmapAreaLock.unlock();
    else yield* this.unlockFreeVmapArea();
  }

  /** The caller holds vmap_area_lock: areas of a percpu chunk are inserted in one hold. */
  protected override *insertBusy(va: VmapArea): Steps {
    this.busy.insert(va);
  }

  /** `free_vmap_area()`, 5.5: nothing of the area is mapped. */
  *#freeVmapArea(va: VmapArea): Steps {
    yield* this.vmapAreaLock.lock();
    this.busy.unlink(va);
    if (this.#is.locks === 'split') {
      yield* this.vmapAreaLock.unlock();
      yield* this.freeVmapAreaLock.lock();
    }
    this.#mergeOrAdd(va);
    yield* this.freeVmapAreaLock.unlock();
  }

  /** `merge_or_add_vmap_area()` on the free tree, whose lock is held. */
  #mergeOrAdd(va: PageRange): void {
    bugOn(!this.freeVmapArea.merge(va), `find_va_links: [${va.start},${va.end}) overlaps a free area`);
    this.trace.emit('reclaimed', va, 'global');
  }

  /** `remove_vm_area()`, 5.4: finds the area and takes its `vm` away. It stays in the busy tree. */
  protected override *findUnlinkVmapArea(page: number): Steps<VmapArea | null> {
    yield* this.vmapAreaLock.lock();
    const va = this.busy.find(page);
    if (va !== null) this.trace.emit('released', va);
    yield* this.vmapAreaLock.unlock();
    return va;
  }

  /** `find_vmap_area()`, 5.2. */
  protected override *findVmapArea(page: number): Steps<VmapArea | null> {
    yield* this.vmapAreaLock.lock();
    const va = this.busy.find(page);
    yield* this.vmapAreaLock.unlock();
    return va;
  }

  /** `free_vmap_area_noflush()`, 5.2, 5.4, 5.11 and 5.18. */
  protected override *freeVmapAreaNoflush(va: VmapArea): Steps {
    if (this.#is.lazyLeavesBusyTree) {
      yield* this.vmapAreaLock.lock();
      this.busy.unlink(va);
      yield* this.vmapAreaLock.unlock();
    }
    const nrLazy = yield* this.vmapLazyNr.addReturn(va.end - va.start);
    if (this.#is.lazySet === 'llist') {
      yield* this.vmapPurgeList.add(va);
      this.trace.emit('lazy', va);
    } else {
      yield* this.purgeVmapAreaLock.lock();
      this.purgeVmapArea.merge(va);
      this.trace.emit('lazy', va);
      yield* this.purgeVmapAreaLock.unlock();
    }
    // After this point somebody else may free va at any time.
    if (this.#is.drain === 'work') yield* this.scheduleDrain(nrLazy);
    else if (nrLazy > this.lazyMaxPages) yield* this.#tryPurgeVmapAreaLazy();
  }

  /** `try_purge_vmap_area_lazy()`, until 5.17. */
  *#tryPurgeVmapAreaLazy(): Steps {
    if (!(yield* this.vmapPurgeLock.tryLock())) return;
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
    yield* this.vmapPurgeLock.unlock();
  }

  /** `drain_vmap_area_work()`, 5.18: again and again while there is more than may be lazy. */
  override *drainVmapAreaWork(): Steps {
    do {
      yield* this.#drainOnce();
    } while ((yield* this.vmapLazyNr.load()) > this.lazyMaxPages);
  }

  /** One round. A round that finds nothing lazy changes nothing: those are left out by waiting for one that may. */
  *#drainOnce(): Steps {
    const { vmapLazyNr, vmapPurgeList, purgeVmapArea, lazyMaxPages } = this;
    yield* awaitUntil(
      [vmapLazyNr, vmapPurgeList, purgeVmapArea],
      () => vmapPurgeList.nodes.length > 0 || !purgeVmapArea.isEmpty || vmapLazyNr.current <= lazyMaxPages,
    );
    yield* this.vmapPurgeLock.lock();
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
    yield* this.vmapPurgeLock.unlock();
  }

  /** `__purge_vmap_area_lazy()`, 5.2 to 6.2. */
  protected override *__purgeVmapAreaLazy(start: number, end: number): Steps<boolean> {
    bugOn(!this.vmapPurgeLock.isHeldByMe, 'lockdep_assert_held(vmap_purge_lock)');
    const taken = yield* this.#takeLazy();
    if (taken.length > 0) {
      start = taken.reduce((lowest, va) => Math.min(lowest, va.start), start);
      end = taken.reduce((highest, va) => Math.max(highest, va.end), end);
      yield* this.flushAndFree(taken, start, end);
    }
    this.trace.emit('purged');
    return taken.length > 0;
  }

  /** Takes all that is lazy: `llist_del_all()`, or `list_replace_init()` and an empty root. */
  *#takeLazy(): Steps<readonly PageRange[]> {
    let taken: readonly PageRange[];
    if (this.#is.lazySet === 'llist') {
      taken = yield* this.vmapPurgeList.delAll();
      this.localPurgeList.replace(taken);
      this.trace.emit('spliced', taken);
    } else {
      yield* this.purgeVmapAreaLock.lock();
      taken = this.purgeVmapArea.takeAll();
      this.localPurgeList.replace(taken);
      this.trace.emit('spliced', taken);
      yield* this.purgeVmapAreaLock.unlock();
    }
    return taken;
  }

  /** The part of `__purge_vmap_area_lazy()` with the flush and the loop. */
  protected *flushAndFree(taken: readonly PageRange[], start: number, end: number): Steps {
    yield* this.translation.flush(start, end);
    const reschedThreshold = 2 * this.lazyMaxPages;
    yield* this.freeVmapAreaLock.lock();
    for (const va of taken) {
      this.localPurgeList.shift();
      if (!this.#is.lazyLeavesBusyTree) this.busy.unlink(va as VmapArea);
      this.#mergeOrAdd(va);
      yield* this.vmapLazyNr.sub(va.end - va.start);
      if ((yield* this.vmapLazyNr.load()) < reschedThreshold) yield* this.freeVmapAreaLock.condResched();
    }
    yield* this.freeVmapAreaLock.unlock();
  }

  /** `pcpu_get_vm_areas()`, 5.2. */
  override *pcpuGetVmAreas(request: PcpuRequest): Steps<VmapArea[] | null> {
    return yield* pcpuGetVmAreas(this, request, this.#pcpuSearch);
  }
}
