/**
 * Per-CPU zones, v1 of "Mitigate a vmap lock contention" (Rezki, 22 May 2023), patch 8/9 "Offload
 * free_vmap_area_lock global lock", as quoted in seed 000 (Baoquan He, 6 June 2023) and in vmalloc-designs.md, part 4.
 *
 * A zone prefetches chunks of free address space for one CPU; busy and lazy areas live in the zone that their address
 * hashes to. Left out: notifiers, spare descriptors for no-edge splits.
 */
import type { Steps } from '../../scheduler/step.js';
import type { AllocError, Place, VmapArea } from '../allocator.js';
import { PerCpu } from '../cpu/cpus.js';
import { HeapAllocator, type HeapAllocatorParameters } from '../heap-allocator.js';
import { AreaTree } from '../memory/area-tree.js';
import { RangeList } from '../memory/range-list.js';
import { type PageRange, RangeSet } from '../memory/range-set.js';
import { AtomicWord } from '../sync/atomic-word.js';
import { SpinLock } from '../sync/spin-lock.js';
import type { Request } from '../tracepoints.js';

/** Parameters of the per-CPU zones. */
export interface CpuZoneParameters extends HeapAllocatorParameters {
  /** `cvz_size`: pages of a chunk and of a zone. Default 8; Infinity switches zones off (ULONG_MAX). */
  readonly cvzSize?: number;
}

/** `struct cpu_vmap_zone`. */
export class CpuVmapZone {
  /** The CPU. */
  readonly id: number;
  /** Guards `free`. */
  readonly freeLock: SpinLock;
  /** What the zone can hand out: chunks that it has fetched, less what is busy or lazy. */
  readonly free: RangeSet;
  /** Guards `busy`. */
  readonly busyLock: SpinLock;
  /** Areas whose start hashes to the zone. */
  readonly busy: AreaTree<VmapArea>;
  /** Guards `lazy`. */
  readonly lazyLock: SpinLock;
  /** Freed and not purged yet. */
  readonly lazy: RangeSet;
  /** Guarded by vmap_purge_lock. */
  readonly purgeList: RangeList;
  /** 1 while somebody fetches a chunk for the zone. */
  readonly fillInProgress: AtomicWord;

  constructor(id: number) {
    this.id = id;
    const name = `cvz[${id}]`;
    this.freeLock = new SpinLock(`${name}.free.lock`);
    this.free = new RangeSet(`${name}.free`, [], this.freeLock);
    this.busyLock = new SpinLock(`${name}.busy.lock`);
    this.busy = new AreaTree(`${name}.busy`, this.busyLock);
    this.lazyLock = new SpinLock(`${name}.lazy.lock`);
    this.lazy = new RangeSet(`${name}.lazy`, [], this.lazyLock);
    this.purgeList = new RangeList(`${name}.purge_list`);
    this.fillInProgress = new AtomicWord(`${name}.fill_in_progress`);
  }
}

/** Fewer free pages than this left in the zone, and a failed allocation fetches another chunk. */
const LOW_PAGES = 4;

/** Per-CPU zones: v1 of "Mitigate a vmap lock contention", mm/vmalloc.c, May 2023. Never merged. */
export class CpuZone2023 extends HeapAllocator {
  /** `cvz_size`: pages of a chunk. */
  readonly cvzSize: number;
  /** `cpu_vmap_zone`, DEFINE_PER_CPU. */
  readonly zones: PerCpu<CpuVmapZone>;

  constructor(parameters: CpuZoneParameters = {}) {
    super(parameters);
    this.cvzSize = parameters.cvzSize ?? 8;
    this.zones = new PerCpu(this.cpus, (cpu) => new CpuVmapZone(cpu));
  }

  get places(): readonly Place[] {
    return [
      this.freeVmapArea,
      ...[...this.zones].flatMap((z) => [z.free, { name: z.busy.name, ranges: z.busy.areas }, z.lazy, z.purgeList]),
    ];
  }

  get lazyRanges(): PageRange[] {
    return [...this.zones].flatMap((z) => [...z.lazy.ranges, ...z.purgeList.ranges]);
  }

  get spinLocks(): SpinLock[] {
    return [this.freeVmapAreaLock, ...[...this.zones].flatMap((z) => [z.freeLock, z.busyLock, z.lazyLock])];
  }

  get freeTrees(): RangeSet[] {
    return [this.freeVmapArea, ...[...this.zones].map((z) => z.free)];
  }

  /** `addr_to_cvz()`. */
  #addrToCvz(page: number): CpuVmapZone {
    return this.zones.of(Number.isFinite(this.cvzSize) ? Math.floor(page / this.cvzSize) % this.cpus.count : 0);
  }

  /** `alloc_vmap_area()`, v1 8/9. */
  protected override *allocVmapArea(request: Request): Steps<VmapArea | AllocError> {
    if (!(yield* this.vmapAreaCachep.alloc())) return '-ENOMEM';
    let addr = yield* this.#thisCpuZoneAlloc(request);
    for (let purged = false; ; purged = true) {
      addr ??= yield* this.allocFromGlobalHeap(request); // retry:
      if (addr !== null) break;
      // overflow: the retry never goes back to the zone.
      if (purged) {
        this.trace.emit('exhausted', request);
        return '-EBUSY';
      }
      yield* this.reclaimAndPurgeVmapAreas();
      this.trace.emit('purgedForAllocation');
    }
    const va: VmapArea = { start: addr, end: addr + request.pages, flags: 0 };
    yield* this.insertBusy(va);
    this.trace.emit('allocated', va, request);
    return va;
  }

  /** `this_cpu_zone_alloc()`, v1 8/9. Null for VMALLOC_END. */
  *#thisCpuZoneAlloc(request: Request): Steps<number | null> {
    const z = this.zones.of(yield* this.cpus.current()); // raw_cpu_ptr: nothing keeps the thread here
    const { pages, align } = request;
    const extra = align > 1 ? align : 0;
    if (this.cvzSize === Number.POSITIVE_INFINITY) return null;
    if (Math.floor(this.cvzSize / (pages + extra)) < 3) return null;
    let addr: number | null = null;
    let left = 0;
    if (!(yield* z.free.isEmptyOnce())) {
      yield* z.freeLock.lock();
      addr = z.free.carve(pages, align, this.vmallocStart, this.vmallocEnd);
      this.noteReserved(addr, pages);
      if (addr === null) {
        left = z.free.longest;
        this.trace.emit('missed', z.id);
      }
      yield* z.freeLock.unlock();
    } else this.trace.emit('missed', z.id);
    if (addr === null && left < LOW_PAGES) addr = yield* this.thisCpuZoneAllocFill(z, request);
    return addr;
  }

  /** `this_cpu_zone_alloc_fill()`, v1 8/9, quoted in seed 000 with the author's remark that it can race. */
  protected *thisCpuZoneAllocFill(z: CpuVmapZone, { pages, align }: Request): Steps<number | null> {
    if ((yield* z.fillInProgress.xchg(1)) !== 0) return null;
    this.trace.emit('fillBegins', z.id);
    let addr: number | null = null;
    if (yield* this.vmapAreaCachep.alloc()) {
      yield* this.freeVmapAreaLock.lock();
      addr = this.freeVmapArea.carve(this.cvzSize, 1, this.vmallocStart, this.vmallocEnd);
      if (addr !== null) this.trace.emit('blockTaken', z.id, { start: addr, end: addr + this.cvzSize });
      yield* this.freeVmapAreaLock.unlock();
      if (addr !== null) {
        const chunk = { start: addr, end: addr + this.cvzSize };
        yield* z.freeLock.lock();
        const va = z.free.mergeOrAdd(chunk);
        this.trace.emit('blockInserted', z.id, chunk);
        addr = va === null ? null : z.free.carveFrom(va, pages, align, this.vmallocStart, this.vmallocEnd);
        this.noteReserved(addr, pages);
        yield* z.freeLock.unlock();
      }
    }
    this.trace.emit('fillEnds', z.id);
    yield* z.fillInProgress.store(0); // out:
    return addr;
  }

  protected override *insertBusy(va: VmapArea): Steps {
    const z = this.#addrToCvz(va.start);
    yield* z.busyLock.lock();
    z.busy.insert(va);
    yield* z.busyLock.unlock();
  }

  /** `find_unlink_vmap_area()`, v1 5/9. */
  protected override *findUnlinkVmapArea(page: number): Steps<VmapArea | null> {
    const z = this.#addrToCvz(page);
    yield* z.busyLock.lock();
    const va = z.busy.find(page);
    if (va !== null) {
      z.busy.unlink(va);
      this.trace.emit('released', va);
    }
    yield* z.busyLock.unlock();
    return va;
  }

  /** `find_vmap_area()`, v1. */
  protected override *findVmapArea(page: number): Steps<VmapArea | null> {
    const z = this.#addrToCvz(page);
    yield* z.busyLock.lock();
    const va = z.busy.find(page);
    yield* z.busyLock.unlock();
    return va;
  }

  /** `free_vmap_area_noflush()`, v1 7/9. */
  protected override *freeVmapAreaNoflush(va: VmapArea): Steps {
    const z = this.#addrToCvz(va.start);
    const nrLazy = yield* this.vmapLazyNr.addReturn(va.end - va.start);
    yield* z.lazyLock.lock();
    z.lazy.merge(va);
    this.trace.emit('lazy', va);
    yield* z.lazyLock.unlock();
    yield* this.scheduleDrain(nrLazy);
  }

  /** `__purge_vmap_area_lazy()`, v1 8/9. */
  protected override *__purgeVmapAreaLazy(start: number, end: number): Steps<boolean> {
    const purgeZones: CpuVmapZone[] = [];
    for (const z of this.zones) {
      z.purgeList.replace([]);
      if (yield* z.lazy.isEmptyOnce()) continue;
      yield* z.lazyLock.lock();
      const taken = z.lazy.takeAll();
      z.purgeList.replace(taken);
      this.trace.emit('spliced', taken);
      yield* z.lazyLock.unlock();
      start = Math.min(start, taken[0]!.start);
      end = Math.max(end, taken[taken.length - 1]!.end);
      purgeZones.push(z);
    }
    let purged = 0;
    if (purgeZones.length > 0) {
      yield* this.translation.flush(start, end);
      for (const z of purgeZones) {
        purged += yield* this.#purgeCpuVmapZone(z);
        yield* this.#dropCpuVmapCache(z);
      }
    }
    this.trace.emit('purged');
    return purged > 0;
  }

  /** `purge_cpu_vmap_zone()`, v1 8/9: everything goes to the global heap, never back to the zone. */
  *#purgeCpuVmapZone(z: CpuVmapZone): Steps<number> {
    const list = z.purgeList.ranges;
    if (list.length === 0) return 0;
    let purged = 0;
    yield* this.freeVmapAreaLock.lock();
    for (const va of list) {
      z.purgeList.shift();
      if (!this.freeVmapArea.merge(va)) continue;
      this.trace.emit('reclaimed', va, 'global');
      yield* this.vmapLazyNr.sub(va.end - va.start);
      purged++;
    }
    yield* this.freeVmapAreaLock.unlock();
    return purged;
  }

  /** `drop_cpu_vmap_cache()`, v1 8/9. */
  *#dropCpuVmapCache(z: CpuVmapZone): Steps {
    if (yield* z.free.isEmptyOnce()) return;
    yield* z.freeLock.lock();
    const ranges = z.free.takeAll();
    yield* z.freeLock.unlock();
    yield* this.freeVmapAreaLock.lock();
    for (const va of ranges) this.freeVmapArea.merge(va);
    yield* this.freeVmapAreaLock.unlock();
  }
}
