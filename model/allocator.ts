/**
 * What every vmalloc design offers to workloads and claims, and the parts that all of them share: the address window,
 * the global heap, lazy freeing, the purge lock, mapping.
 */
import type { Steps, ThreadBody } from '../scheduler/step.js';
import { Cpus } from './cpu/cpus.js';
import { Translation } from './hardware/translation.js';
import { type PageRange, RangeSet } from './memory/range-set.js';
import { Slab } from './memory/slab.js';
import { AtomicWord } from './sync/atomic-word.js';
import { Mutex } from './sync/mutex.js';
import { SpinLock } from './sync/spin-lock.js';
import { WorkItem } from './sync/work-item.js';
import { type Request, Tracepoints } from './tracepoints.js';

/** `struct vmap_area`: pages `[start, end)` that belong to somebody. */
export interface VmapArea {
  start: number;
  end: number;
  /** Bits 0-7: VMAP_RAM, VMAP_BLOCK; above them the node id + 1 where a design uses tags. */
  flags: number;
}

/** Errors that an allocation may return. */
export type AllocError = '-EBUSY' | '-ENOMEM';

/** Parameters that every design has. Sizes in pages. */
export interface AllocatorParameters {
  /** Possible CPUs. Default 2. */
  readonly cpus?: number;
  /** The vmalloc window is `[0, window)`. Default 16. */
  readonly window?: number;
  /** Lazy pages above which a free asks for a purge: `lazy_max_pages()`. Default: never reached. */
  readonly lazyMax?: number;
  /** How often each thread may be moved to another CPU. Default 0. */
  readonly migrations?: number;
  /** How many descriptor allocations of each thread may fail. Default 0. */
  readonly slabFailures?: number;
  /** How many KASAN shadow populations of each thread may fail. Default 0. */
  readonly kasanFailures?: number;
}

/** A design: what workloads call. The functions follow the kernel functions that they name. */
export abstract class Allocator {
  /** VMALLOC_START and VMALLOC_END, in pages. */
  readonly vmallocStart = 0;
  readonly vmallocEnd: number;
  readonly lazyMaxPages: number;
  readonly cpus: Cpus;
  readonly translation = new Translation();
  readonly trace = new Tracepoints();
  readonly freeVmapAreaLock = new SpinLock('free_vmap_area_lock');
  readonly freeVmapArea: RangeSet;
  readonly vmapLazyNr = new AtomicWord('vmap_lazy_nr');
  readonly vmapPurgeLock = new Mutex('vmap_purge_lock');
  readonly vmapAreaCachep: Slab;
  readonly kasanShadow: Slab;
  readonly drainVmapWork: WorkItem;

  constructor(parameters: AllocatorParameters) {
    this.vmallocEnd = parameters.window ?? 16;
    this.lazyMaxPages = parameters.lazyMax ?? Number.MAX_SAFE_INTEGER;
    this.cpus = new Cpus(parameters.cpus ?? 2, parameters.migrations ?? 0);
    this.freeVmapArea = new RangeSet('free_vmap_area', [{ start: this.vmallocStart, end: this.vmallocEnd }]);
    this.vmapAreaCachep = new Slab('vmap_area_cachep', parameters.slabFailures ?? 0);
    this.kasanShadow = new Slab('kasan shadow', parameters.kasanFailures ?? 0);
    this.drainVmapWork = new WorkItem('drain_vmap_work', () => this.drainVmapAreaWork());
  }

  /** Workers, by name. */
  get daemons(): Record<string, ThreadBody> {
    return { drain: () => this.drainVmapWork.worker() };
  }

  /** Sets of pages that must never overlap, by name: every place where a range can rest. For claims. */
  abstract get places(): readonly { readonly name: string; readonly ranges: readonly PageRange[] }[];

  /** Ranges on lazy lists and purge lists, for claims. */
  abstract get lazyRanges(): readonly PageRange[];

  /** Every spin lock, for claims. */
  abstract get spinLocks(): readonly SpinLock[];

  /** Every free tree, for claims. */
  abstract get freeTrees(): readonly RangeSet[];

  /** `alloc_vmap_area()`, mm/vmalloc.c. */
  protected abstract allocVmapArea(request: Request): Steps<VmapArea | AllocError>;
  /** `find_unlink_vmap_area()`, mm/vmalloc.c. */
  protected abstract findUnlinkVmapArea(page: number): Steps<VmapArea | null>;
  /** `free_vmap_area_noflush()`, mm/vmalloc.c. */
  protected abstract freeVmapAreaNoflush(va: VmapArea): Steps;
  /** `__purge_vmap_area_lazy()`, mm/vmalloc.c. The purge lock is held. True if something was purged. */
  protected abstract __purgeVmapAreaLazy(start: number, end: number): Steps<boolean>;

  /**
   * `vmalloc()`: reserves `pages` pages, a guard page included if the caller wants one, and maps them.
   * @returns the area, or the error
   */
  *vmalloc(pages: number, align = 1): Steps<VmapArea | AllocError> {
    const va = yield* this.allocVmapArea({ pages, align });
    if (typeof va === 'string') return va;
    yield* this.translation.map(va);
    return va;
  }

  /** `vfree()`, through `remove_vm_area()` and `free_unmap_vmap_area()`. */
  *vfree(start: number): Steps {
    const va = yield* this.findUnlinkVmapArea(start);
    if (va === null) return;
    this.trace.emit('released', va);
    yield* this.translation.unmap(va);
    yield* this.freeVmapAreaNoflush(va);
  }

  /** `reclaim_and_purge_vmap_areas()`, mm/vmalloc.c. Left out: `purge_fragmented_blocks_allcpus`. */
  *reclaimAndPurgeVmapAreas(): Steps {
    yield* this.vmapPurgeLock.lock();
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
    yield* this.vmapPurgeLock.unlock();
  }

  /** `_vm_unmap_aliases()`, mm/vmalloc.c. Left out: per-CPU blocks and their dirty ranges. */
  *vmUnmapAliases(): Steps {
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
