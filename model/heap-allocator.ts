/**
 * Designs since 2019: free address space is a tree of its own under `free_vmap_area_lock`; a mutex serialises purges, and
 * a work item drains what is lazy.
 */
import type { Steps, ThreadBody } from '../scheduler/step.js';
import { Allocator, type AllocatorParameters } from './allocator.js';
import { type PageRange, RangeSet } from './memory/range-set.js';
import { Mutex } from './sync/mutex.js';
import { SpinLock } from './sync/spin-lock.js';
import { WorkItem } from './sync/work-item.js';
import type { Request } from './tracepoints.js';

export abstract class HeapAllocator extends Allocator {
  /** Guards free_vmap_area. */
  readonly freeVmapAreaLock: SpinLock;
  readonly freeVmapArea: RangeSet;
  readonly vmapPurgeLock: Mutex;
  readonly drainVmapWork: WorkItem;

  /**
   * @param lock the name of the lock of the global free tree, @param makeTree builds that tree
   */
  constructor(
    parameters: AllocatorParameters,
    lock = 'free_vmap_area_lock',
    makeTree = (name: string, ranges: readonly PageRange[]): RangeSet => new RangeSet(name, ranges),
  ) {
    super(parameters);
    this.freeVmapAreaLock = new SpinLock(lock);
    this.vmapPurgeLock = new Mutex('vmap_purge_lock');
    this.freeVmapArea = makeTree('free_vmap_area', [{ start: this.vmallocStart, end: this.vmallocEnd }]);
    this.drainVmapWork = new WorkItem('drain_vmap_work', () => this.drainVmapAreaWork());
  }

  override get daemons(): Record<string, ThreadBody> {
    return { drain: () => this.drainVmapWork.worker() };
  }

  /** `__purge_vmap_area_lazy()`, mm/vmalloc.c. The purge lock is held. True if something was purged. */
  protected abstract __purgeVmapAreaLazy(start: number, end: number): Steps<boolean>;

  /** `reclaim_and_purge_vmap_areas()`, mm/vmalloc.c. Left out: `purge_fragmented_blocks_allcpus`. */
  *reclaimAndPurgeVmapAreas(): Steps {
    yield* this.vmapPurgeLock.lock();
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
    yield* this.vmapPurgeLock.unlock();
  }

  /** `_vm_unmap_aliases()`, mm/vmalloc.c. Left out: per-CPU blocks and their dirty ranges. */
  override *vmUnmapAliases(): Steps {
    yield* this.vmapPurgeLock.lock();
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
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
    yield* this.freeVmapAreaLock.unlock();
    return addr;
  }

  /** The second half of `free_vmap_area_noflush()`: over the threshold, ask for a purge. */
  protected *scheduleDrain(nrLazy: number): Steps {
    if (nrLazy > this.lazyMaxPages) yield* this.drainVmapWork.schedule();
  }
}
