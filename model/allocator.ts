/**
 * What every vmalloc design offers to workloads and claims, and the parts that all of them share: the address window,
 * the count of lazy pages, mapping, descriptors.
 */
import { type Steps, type ThreadBody, Violation } from '../scheduler/step.js';
import { Cpus } from './cpu/cpus.js';
import { Translation } from './hardware/translation.js';
import type { PageRange, RangeSet } from './memory/range-set.js';
import { Slab } from './memory/slab.js';
import { AtomicWord } from './sync/atomic-word.js';
import type { SpinLock } from './sync/spin-lock.js';
import { type Request, Tracepoints } from './tracepoints.js';

/** `struct vmap_area`: pages `[start, end)` that belong to somebody. */
export interface VmapArea {
  /** First page. */
  start: number;
  /** The page behind the last. */
  end: number;
  /** Bits 0-7: VMAP_RAM, VMAP_BLOCK; above them the node id + 1 where a design uses tags. */
  flags: number;
}

/** Areas at fixed distances: area k is `[base + offsets[k], base + offsets[k] + sizes[k])`; the base is aligned. */
export interface PcpuRequest {
  /** Pages from the base, ascending. */
  readonly offsets: readonly number[];
  /** Pages, as many as there are offsets. */
  readonly sizes: readonly number[];
  /** Pages that the base is a multiple of. */
  readonly align: number;
}

/** What breaks where a workload asks for something that the design does not have. */
export const NOT_MODELLED = 'not modelled';

const NO_EARLY_BOOT = 'early boot is not modelled for this design, or the scenario begins after it';

/** Errors that an allocation may return. */
export type AllocError = '-EBUSY' | '-ENOMEM';

/** Parameters that every design has. Sizes in pages. */
export interface AllocatorParameters {
  /** Possible CPUs. Default 2. */
  readonly cpus?: number;
  /** VMALLOC_START. Default 0. */
  readonly vmallocStart?: number;
  /** The vmalloc window is `[vmallocStart, window)`. Default 16. */
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

/** Where ranges of pages can rest: a tree, a list, the busy set of a node. */
export interface Place {
  /** As in the kernel, 'vn[0].busy'. */
  readonly name: string;
  /** What is there now. */
  readonly ranges: readonly PageRange[];
}

/** A design: what workloads call. The functions follow the kernel functions that they name. */
export abstract class Allocator {
  /** VMALLOC_START, in pages. */
  readonly vmallocStart: number;
  /** VMALLOC_END, in pages: the first page behind the window. */
  readonly vmallocEnd: number;
  /** `lazy_max_pages()`: a free that leaves more lazy pages than this asks for a purge. */
  readonly lazyMaxPages: number;
  /** The machine, and which CPU each thread is on. */
  readonly cpus: Cpus;
  /** Page table and TLBs. */
  readonly translation = new Translation();
  /** Where the design says what it is doing; claims listen there. */
  readonly trace = new Tracepoints();
  /** Pages that were freed and not purged yet. */
  readonly vmapLazyNr = new AtomicWord('vmap_lazy_nr');
  /** Where `struct vmap_area` comes from; may fail. */
  readonly vmapAreaCachep: Slab;
  /** Where the shadow of an area comes from; may fail. */
  readonly kasanShadow: Slab;

  constructor(parameters: AllocatorParameters) {
    this.vmallocStart = parameters.vmallocStart ?? 0;
    this.vmallocEnd = parameters.window ?? 16;
    this.lazyMaxPages = parameters.lazyMax ?? Number.MAX_SAFE_INTEGER;
    this.cpus = new Cpus(parameters.cpus ?? 2, parameters.migrations ?? 0);
    this.vmapAreaCachep = new Slab('vmap_area_cachep', parameters.slabFailures ?? 0);
    this.kasanShadow = new Slab('kasan shadow', parameters.kasanFailures ?? 0);
  }

  /** Workers, by name. */
  get daemons(): Record<string, ThreadBody> {
    return {};
  }

  /** Sets of pages that must never overlap, by name: every place where a range can rest. For claims. */
  abstract get places(): readonly Place[];

  /** Ranges on lazy lists and purge lists, for claims. */
  abstract get lazyRanges(): readonly PageRange[];

  /** Every spin lock, for claims. */
  abstract get spinLocks(): readonly SpinLock[];

  /** Every free tree, for claims. */
  abstract get freeTrees(): readonly RangeSet[];

  /** `alloc_vmap_area()`, mm/vmalloc.c. */
  protected abstract allocVmapArea(request: Request): Steps<VmapArea | AllocError>;
  /** `find_unlink_vmap_area()`, mm/vmalloc.c. Says `released` where it unlinks. */
  protected abstract findUnlinkVmapArea(page: number): Steps<VmapArea | null>;
  /** `free_vmap_area_noflush()`, mm/vmalloc.c. */
  protected abstract freeVmapAreaNoflush(va: VmapArea): Steps;
  /** `find_vmap_area()`, mm/vmalloc.c: the busy area that the page lies in, or null. */
  protected abstract findVmapArea(page: number): Steps<VmapArea | null>;
  /** `vm_unmap_aliases()`, mm/vmalloc.c: when it returns, no page that was unmapped before is stale. */
  abstract vmUnmapAliases(): Steps;

  /**
   * `vmalloc()`: reserves `pages` pages, a guard page included if the caller wants one, and maps them.
   * @param noBlock the caller must not sleep
   * @returns the area, or the error
   */
  *vmalloc(pages: number, align = 1, noBlock = false): Steps<VmapArea | AllocError> {
    const va = yield* this.allocVmapArea({ pages, align, noBlock });
    if (typeof va === 'string') return va;
    yield* this.translation.map(va);
    return va;
  }

  /** `vfree()`, through `remove_vm_area()` and `free_unmap_vmap_area()`. */
  *vfree(start: number): Steps {
    const va = yield* this.findUnlinkVmapArea(start);
    if (va === null) return;
    yield* this.translation.unmap(va);
    yield* this.freeVmapAreaNoflush(va);
    this.trace.emit('freed', va);
  }

  /** `__vmalloc(GFP_ATOMIC)`, since 2025, by a caller who holds a spin lock of its own. Only designs that have it. */
  *vmallocNoBlock(_pages: number): Steps<VmapArea | AllocError> {
    throw new Violation(NOT_MODELLED, 'allocations that must not block are not modelled for this design');
  }

  /** `vm_area_register_early()`: an area from before `vmalloc_init()`. Only designs that have early boot. */
  *vmAreaRegisterEarly(_pages: number): Steps<VmapArea> {
    throw new Violation(NOT_MODELLED, NO_EARLY_BOOT);
  }

  /** `vmalloc_init()`. Only designs that have early boot. */
  *vmallocInit(): Steps {
    throw new Violation(NOT_MODELLED, NO_EARLY_BOOT);
  }

  /** Says `reserved` of what a search found; to be called in the event of the search. */
  protected noteReserved(addr: number | null, pages: number): void {
    if (addr !== null) this.trace.emit('reserved', { start: addr, end: addr + pages });
  }

  /** `vm_map_ram()`: as for more than VMAP_MAX_ALLOC pages; smaller ones differ where there are vmap blocks. */
  *vmMapRam(pages: number): Steps<VmapArea | AllocError> {
    return yield* this.vmalloc(pages);
  }

  /** `vm_unmap_ram()` of what `vmMapRam` returned. */
  *vmUnmapRam(va: VmapArea): Steps {
    yield* this.vfree(va.start);
  }

  /** `pcpu_get_vm_areas()`, mm/vmalloc.c. Null if it fails. */
  abstract pcpuGetVmAreas(request: PcpuRequest): Steps<VmapArea[] | null>;

  /** `pcpu_create_chunk()`, mm/percpu-vm.c: the areas, and what maps them all at once. Null if there are none. */
  *pcpuCreateChunk(request: PcpuRequest): Steps<VmapArea[] | null> {
    const areas = yield* this.pcpuGetVmAreas(request);
    for (const va of areas ?? []) yield* this.translation.map(va);
    return areas;
  }

  /** `find_vmap_area()` as its users call it: vread, show_numa_info, vmalloc_to_page. */
  *lookUp(page: number): Steps<VmapArea | null> {
    this.trace.emit('lookupBegins', page);
    const va = yield* this.findVmapArea(page);
    this.trace.emit('lookupEnds', page, va);
    return va;
  }

  /** The shrinker's scan: gives back what is kept for speed. Nothing where a design keeps nothing. */
  *shrink(): Steps {}
}
