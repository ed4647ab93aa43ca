/**
 * Designs since 2019: free address space is a tree of its own under `free_vmap_area_lock`; a mutex serialises purges, and
 * a work item drains what is lazy.
 */
import type { Steps, ThreadBody } from '../scheduler/step.js';
import { Allocator, type AllocatorParameters, type AllocError, type PcpuRequest, type VmapArea } from './allocator.js';
import { type PageRange, RangeSet } from './memory/range-set.js';
import { type PcpuHost, pcpuGetVmAreas } from './pcpu-areas.js';
import { Field } from './sync/field.js';
import { Mutex } from './sync/mutex.js';
import { SpinLock } from './sync/spin-lock.js';
import { WorkItem } from './sync/work-item.js';
import { makeWorkqueue, type Workqueue, type WorkqueueForm } from './sync/workqueue.js';
import type { Request } from './tracepoints.js';
import { VmapBlocks, type VmapBlocksHost, type VmapBlocksParameters } from './vmap-blocks.js';

/** Parameters of every design with a global free tree. */
export interface HeapAllocatorParameters extends AllocatorParameters {
  /** Small `vm_map_ram` mappings share blocks. Default: each has an area of its own. */
  readonly blocks?: VmapBlocksParameters;
  /** The layer's class, for variants of it. Default VmapBlocks. */
  readonly blocksLayer?: typeof VmapBlocks;
  /** The queue of the drain and of the nodes' purge work. Default 'unbound': all that the others allow, and more. */
  readonly workqueue?: WorkqueueForm;
  /** First page of an area that somebody on `vmap_notify_list` gives back, once, when an allocation finds no room. */
  readonly notifierFrees?: number;
}

export abstract class HeapAllocator extends Allocator implements PcpuHost {
  /** Guards free_vmap_area. */
  readonly freeVmapAreaLock: SpinLock;
  readonly freeVmapArea: RangeSet;
  readonly vmapPurgeLock: Mutex;
  readonly workqueue: Workqueue | null;
  readonly drainVmapWork: WorkItem;
  readonly blocks: VmapBlocks | null;
  readonly #notifierFrees: number | null;
  readonly #vmapNotifyList: Mutex | null;
  readonly #notified: Field<boolean> | null;

  /**
   * @param lock the name of the lock of the global free tree, @param makeTree builds that tree
   */
  constructor(
    parameters: HeapAllocatorParameters,
    lock = 'free_vmap_area_lock',
    makeTree = (name: string, ranges: readonly PageRange[]): RangeSet => new RangeSet(name, ranges),
  ) {
    super(parameters);
    this.freeVmapAreaLock = new SpinLock(lock);
    this.vmapPurgeLock = new Mutex('vmap_purge_lock');
    this.freeVmapArea = makeTree('free_vmap_area', [{ start: this.vmallocStart, end: this.vmallocEnd }]);
    this.workqueue = makeWorkqueue('system_wq', parameters.workqueue ?? 'unbound', this.cpus);
    this.drainVmapWork = new WorkItem('drain_vmap_work', () => this.drainVmapAreaWork(), this.workqueue);
    const { blocks, blocksLayer = VmapBlocks, notifierFrees } = parameters;
    this.#notifierFrees = notifierFrees ?? null;
    this.#vmapNotifyList = notifierFrees === undefined ? null : new Mutex('vmap_notify_list');
    this.#notified = notifierFrees === undefined ? null : new Field('notified', false);
    this.blocks = blocks === undefined ? null : new blocksLayer(this.#forBlocks(), blocks);
  }

  /** What the blocks need of the design. */
  #forBlocks(): VmapBlocksHost {
    const { cpus, translation, trace, vmapPurgeLock } = this;
    return {
      cpus,
      translation,
      trace,
      vmapPurgeLock,
      allocVmapArea: (request) => this.allocVmapArea(request),
      findUnlinkVmapArea: (page) => this.findUnlinkVmapArea(page),
      freeVmapAreaNoflush: (va) => this.freeVmapAreaNoflush(va),
      purgeVmapAreaLazy: (start, end) => this.__purgeVmapAreaLazy(start, end),
    };
  }

  override get daemons(): Record<string, ThreadBody> {
    return { drain: () => this.drainVmapWork.worker() };
  }

  /** `__purge_vmap_area_lazy()`, mm/vmalloc.c. The purge lock is held. True if something was purged. */
  protected abstract __purgeVmapAreaLazy(start: number, end: number): Steps<boolean>;

  /** `vm_map_ram()`, mm/vmalloc.c. */
  override *vmMapRam(pages: number): Steps<VmapArea | AllocError> {
    const inBlock = this.blocks !== null && pages <= this.blocks.maxAlloc;
    return inBlock ? yield* this.blocks!.vmMapRam(pages) : yield* super.vmMapRam(pages);
  }

  /** `vm_unmap_ram()`, mm/vmalloc.c. */
  override *vmUnmapRam(va: VmapArea): Steps {
    const inBlock = this.blocks !== null && va.end - va.start <= this.blocks.maxAlloc;
    if (inBlock) yield* this.blocks!.vmUnmapRam(va);
    else yield* super.vmUnmapRam(va);
  }

  /** `purge_fragmented_blocks_allcpus()`, mm/vmalloc.c. The purge lock is held. */
  protected *purgeFragmentedBlocksAllcpus(): Steps {
    if (this.blocks !== null) yield* this.blocks.purgeFragmentedBlocksAllcpus();
  }

  /** `reclaim_and_purge_vmap_areas()`, mm/vmalloc.c. */
  *reclaimAndPurgeVmapAreas(): Steps {
    yield* this.vmapPurgeLock.lock();
    yield* this.purgeFragmentedBlocksAllcpus();
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
    yield* this.vmapPurgeLock.unlock();
  }

  /** `vm_unmap_aliases()`, mm/vmalloc.c. */
  override *vmUnmapAliases(): Steps {
    this.trace.emit('unmapAliasesBegins');
    if (this.blocks !== null) yield* this.blocks.vmUnmapAliases();
    else {
      yield* this.vmapPurgeLock.lock();
      yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
      yield* this.vmapPurgeLock.unlock();
    }
    this.trace.emit('unmapAliasesEnds');
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
    if (this.#notifierFrees === null) return false;
    yield* this.#vmapNotifyList!.lock();
    const isFirst = !this.#notified!.get();
    this.#notified!.set(true);
    if (isFirst) yield* this.vfree(this.#notifierFrees);
    yield* this.#vmapNotifyList!.unlock();
    return isFirst;
  }

  /** Takes the lock of the global free tree, for `pcpu_get_vm_areas()`. */
  *lockFreeVmapArea(): Steps {
    yield* this.freeVmapAreaLock.lock();
  }

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

/** The design's blocks, for claims about them. */
export function blocksOf(allocator: Allocator): VmapBlocks {
  const blocks = allocator instanceof HeapAllocator ? allocator.blocks : null;
  if (blocks === null) throw new Error('a claim about blocks is made of an allocator that has none');
  return blocks;
}
