/**
 * Designs since 2019: free address space is a tree of its own under `free_vmap_area_lock`; a mutex serialises purges, and
 * a work item drains what is lazy.
 */
import type { Steps, ThreadBody } from '../scheduler/step.js';
import type { PcpuRequest, VmapArea } from './allocator.js';
import { BlockAllocator, type BlockAllocatorParameters } from './block-allocator.js';
import { type PageRange, RangeSet } from './memory/range-set.js';
import { type PcpuHost, pcpuGetVmAreas } from './pcpu-areas.js';
import { Field } from './sync/field.js';
import { Mutex } from './sync/mutex.js';
import { SpinLock } from './sync/spin-lock.js';
import { WorkItem } from './sync/work-item.js';
import { makeWorkqueue, type Workqueue, type WorkqueueForm } from './sync/workqueue.js';
import type { Request } from './tracepoints.js';
import type { MutableRange } from './vmap-blocks.js';

/** Parameters of every design with a global free tree. */
export interface HeapAllocatorParameters extends BlockAllocatorParameters {
  /** The queue of the drain and of the nodes' purge work. Default 'unbound': all that the others allow, and more. */
  readonly workqueue?: WorkqueueForm;
  /** First page of an area that somebody on `vmap_notify_list` gives back, once, when an allocation finds no room. */
  readonly notifierFrees?: number;
}

/** What the designs since 2019 share: one global tree of free areas, the purge and its work item. */
export abstract class HeapAllocator extends BlockAllocator implements PcpuHost {
  /** Guards free_vmap_area. */
  readonly freeVmapAreaLock: SpinLock;
  /** `free_vmap_area_root` and `free_vmap_area_list`: free areas, merged. */
  readonly freeVmapArea: RangeSet;
  /** `vmap_purge_lock`: one purge at a time. */
  readonly vmapPurgeLock: Mutex;
  /** What the drain is queued on; null: any queued item may start at once. */
  readonly workqueue: Workqueue | null;
  /** `drain_vmap_work`: purges when too much is lazy. */
  readonly drainVmapWork: WorkItem;
  /** Who is on `vmap_notify_list`; null if nobody is. */
  readonly #notifier: { readonly list: Mutex; readonly notified: Field<boolean>; readonly frees: number } | null;

  /**
   * @param lock the name of the lock of the global free tree, @param makeTree builds that tree
   */
  constructor(
    parameters: HeapAllocatorParameters,
    lock = 'free_vmap_area_lock',
    makeTree = (name: string, ranges: readonly PageRange[], guard: SpinLock) => new RangeSet(name, ranges, guard),
  ) {
    super(parameters);
    this.freeVmapAreaLock = new SpinLock(lock);
    this.vmapPurgeLock = new Mutex('vmap_purge_lock');
    const window = { start: this.vmallocStart, end: this.vmallocEnd };
    this.freeVmapArea = makeTree('free_vmap_area', [window], this.freeVmapAreaLock);
    this.workqueue = makeWorkqueue('system_wq', parameters.workqueue ?? 'unbound', this.cpus);
    this.drainVmapWork = new WorkItem('drain_vmap_work', () => this.drainVmapAreaWork(), this.workqueue);
    const { notifierFrees } = parameters;
    this.#notifier =
      notifierFrees === undefined
        ? null
        : { list: new Mutex('vmap_notify_list'), notified: new Field('notified', false), frees: notifierFrees };
  }

  override get daemons(): Record<string, ThreadBody> {
    return { drain: () => this.drainVmapWork.worker() };
  }

  /** `__purge_vmap_area_lazy()`, mm/vmalloc.c. The purge lock is held. True if something was purged. */
  protected abstract __purgeVmapAreaLazy(start: number, end: number): Steps<boolean>;

  /** `reclaim_and_purge_vmap_areas()`, mm/vmalloc.c. */
  *reclaimAndPurgeVmapAreas(): Steps {
    yield* this.vmapPurgeLock.lock();
    yield* this.purgeFragmentedBlocksAllcpus();
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
    yield* this.vmapPurgeLock.unlock();
  }

  /** `_vm_unmap_aliases()`, mm/vmalloc.c, from where it takes the mutex. */
  protected override *purgeForAliases(flush: MutableRange): Steps {
    yield* this.vmapPurgeLock.lock();
    if (this.blocks !== null) yield* this.blocks.collectUnderLock(flush);
    const purged = yield* this.__purgeVmapAreaLazy(flush.start, flush.end);
    if (!purged && flush.end > 0) yield* this.translation.flush(flush.start, flush.end);
    yield* this.vmapPurgeLock.unlock();
  }

  /** `drain_vmap_area_work()`, mm/vmalloc.c. */
  *drainVmapAreaWork(): Steps {
    yield* this.vmapPurgeLock.lock();
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
    yield* this.vmapPurgeLock.unlock();
  }

  /** `preload_this_cpu_lock()` and `__alloc_vmap_area()` on the global heap. Left out: the spare descriptor. */
  protected *allocFromGlobalHeap({ pages, align }: Request): Steps<number | null> {
    yield* this.freeVmapAreaLock.lock();
    const addr = this.freeVmapArea.carve(pages, align, this.vmallocStart, this.vmallocEnd);
    this.noteReserved(addr, pages);
    yield* this.freeVmapAreaLock.unlock();
    return addr;
  }

  /** `blocking_notifier_call_chain(&vmap_notify_list, 0, &freed)`: true if somebody gave something back. */
  protected *callVmapNotifiers(): Steps<boolean> {
    if (this.#notifier === null) return false;
    const { list, notified, frees } = this.#notifier;
    yield* list.lock();
    const isFirst = !notified.get();
    notified.set(true);
    if (isFirst) yield* this.vfree(frees);
    yield* list.unlock();
    return isFirst;
  }

  /** Takes the lock of the global free tree, for `pcpu_get_vm_areas()`. */
  *lockFreeVmapArea(): Steps {
    yield* this.freeVmapAreaLock.lock();
  }

  /** Releases it. */
  *unlockFreeVmapArea(): Steps {
    yield* this.freeVmapAreaLock.unlock();
  }

  /** `va_clip()`: takes the pages out of the free area. False if there is no descriptor for a split. */
  *adjustVaToFitType(va: PageRange, start: number, pages: number): Steps<boolean> {
    this.freeVmapArea.carveFrom(va, pages, 1, start, start + pages);
    this.noteReserved(start, pages);
    return true;
  }

  /** Puts areas into the busy set, one lock at a time. The free tree's lock is held; it is released. */
  *insertVmapAreas(areas: readonly VmapArea[], align: number): Steps {
    yield* this.unlockFreeVmapArea();
    for (const va of areas) {
      yield* this.insertBusy(va);
      this.trace.emit('allocated', va, { pages: va.end - va.start, align });
    }
  }

  /** `insert_vmap_area()` on the busy tree that the area belongs to, under its lock. */
  protected abstract insertBusy(va: VmapArea): Steps;

  /** `pcpu_get_vm_areas()`: its areas have no tag, and return to the global heap. */
  override *pcpuGetVmAreas(request: PcpuRequest): Steps<VmapArea[] | null> {
    return yield* pcpuGetVmAreas(this, request);
  }

  /** The second half of `free_vmap_area_noflush()`: over the threshold, ask for a purge. */
  protected *scheduleDrain(nrLazy: number): Steps {
    if (nrLazy > this.lazyMaxPages) yield* this.drainVmapWork.schedule();
  }
}
