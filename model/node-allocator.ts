/**
 * What the designs with vmap nodes share (v2 of August 2023, and what was merged in 6.9): busy and lazy areas by node, and
 * a purge that is spread over workers.
 */
import { bugOn, type Step, type Steps, type ThreadBody } from '../scheduler/step.js';
import type { Place, VmapArea } from './allocator.js';
import { EarlyBoot, type EarlyBootParameters } from './early-boot.js';
import { HeapAllocator, type HeapAllocatorParameters } from './heap-allocator.js';
import { AreaTree } from './memory/area-tree.js';
import { RangeList } from './memory/range-list.js';
import type { PageRange } from './memory/range-set.js';
import { Field } from './sync/field.js';
import { SpinLock } from './sync/spin-lock.js';
import { WorkItem } from './sync/work-item.js';
import type { Workqueue } from './sync/workqueue.js';

/** `va_size()`. */
export function vaSize({ start, end }: PageRange): number {
  return end - start;
}

/** What a node has freed but not purged, as the purge sees it: merged or not. */
interface LazySet {
  isEmptyOnce(): Step<boolean>;
  takeAll(): readonly PageRange[];
}

/** `struct vmap_node`, as far as all forms of it have it. */
export abstract class VmapNode {
  readonly id: number;
  readonly name: string;
  readonly busyLock: SpinLock;
  /** Areas whose start hashes here; they may cross into the next node's addresses. */
  readonly busy: AreaTree<VmapArea>;
  readonly lazyLock: SpinLock;
  /** Any address: by tag, else by address. */
  abstract readonly lazy: LazySet;
  /** Owned by the holder of vmap_purge_lock, or by the worker that it waits for. */
  readonly purgeList: RangeList;
  readonly nrPurged: Field<number>;
  readonly purgeWork: WorkItem;
  /** `purge_work.func != NULL`. */
  readonly purgeWorkFunc: Field<boolean>;

  constructor(id: number, purge: () => Steps, workqueue: Workqueue | null) {
    this.id = id;
    this.name = `vn[${id}]`;
    this.busyLock = new SpinLock(`${this.name}.busy.lock`);
    this.busy = new AreaTree(`${this.name}.busy`, this.busyLock);
    this.lazyLock = new SpinLock(`${this.name}.lazy.lock`);
    this.purgeList = new RangeList(`${this.name}.purge_list`);
    this.nrPurged = new Field(`${this.name}.nr_purged`, 0);
    this.purgeWork = new WorkItem(`${this.name}.purge_work`, purge, workqueue);
    this.purgeWorkFunc = new Field(`${this.name}.purge_work.func`, false);
  }
}

/** Parameters of every design with nodes. */
export interface NodeAllocatorParameters extends HeapAllocatorParameters {
  /** The scenario begins before `vmalloc_init()`. */
  readonly earlyBoot?: EarlyBootParameters;
}

export abstract class NodeAllocator<N extends VmapNode> extends HeapAllocator {
  /** All of them; see `nrNodes` for how many are in use. */
  abstract readonly nodes: readonly N[];
  /** What is known of nodes before and while `vmalloc_init()` runs; null if that is long ago. */
  readonly boot: EarlyBoot | null;
  /** `node_size` once init is over: pages of consecutive addresses that hash to one node. */
  protected abstract get zoneSize(): number;
  /** By how much a lookup's node moves when the area is not there: 1, or -1 for the one below. */
  protected abstract get lookupStep(): 1 | -1;
  /** `vmap_init_nodes()`. */
  protected abstract vmapInitNodes(boot: EarlyBoot): Steps;
  /** `purge_vmap_node()`: the work function, also called directly. */
  protected abstract purgeVmapNode(vn: N): Steps;

  /** @param pointsAt what `nodes` points at before `vmalloc_init()` */
  constructor(parameters: NodeAllocatorParameters, pointsAt: 'nothing' | 'a static node') {
    super(parameters);
    const { earlyBoot } = parameters;
    this.boot = earlyBoot === undefined ? null : new EarlyBoot(earlyBoot, pointsAt);
    if (this.boot !== null) this.freeVmapArea.takeAll(); // there is free space only when init has said so
  }

  /** `nr_nodes`. */
  get nrNodes(): number {
    return this.boot === null ? this.nodes.length : this.boot.nrNodes.current;
  }

  /** `nodes[0]` to `nodes[nr_nodes - 1]`. */
  protected get usedNodes(): readonly N[] {
    const { nodes, nrNodes } = this;
    return nrNodes === nodes.length ? nodes : nodes.slice(0, nrNodes);
  }

  /** Areas that are on `vmlist` and nowhere else. */
  protected get earlyPlaces(): readonly Place[] {
    return this.boot === null ? [] : [{ name: 'vmlist', ranges: this.boot.vmlist.get() }];
  }

  /** The workers: that of the drain, and one for each node's purge work. */
  override get daemons(): Record<string, ThreadBody> {
    const purge = this.nodes.map((vn) => [`purge${vn.id}`, () => vn.purgeWork.worker()] as const);
    return { ...super.daemons, ...Object.fromEntries(purge) };
  }

  protected override *insertBusy(va: VmapArea): Steps {
    const vn = this.addrToNode(va.start);
    yield* vn.busyLock.lock();
    vn.busy.insert(va);
    yield* vn.busyLock.unlock();
  }

  /** `addr_to_node()`. */
  addrToNode(page: number): N {
    const nodeSize = this.boot === null ? this.zoneSize : this.boot.nodeSize.current;
    return this.nodes[Math.floor(page / nodeSize) % this.nrNodes]!;
  }

  /** `find_vmap_area()`, v2 4/9: an area may begin in another node than that of the page. */
  protected override *findVmapArea(page: number): Steps<VmapArea | null> {
    return yield* this.#inSomeNode(page, () => {});
  }

  /** `find_unlink_vmap_area()`, v2 4/9. */
  protected override *findUnlinkVmapArea(page: number): Steps<VmapArea | null> {
    return yield* this.#inSomeNode(page, (vn, va) => {
      vn.busy.unlink(va);
      this.trace.emit('released', va);
    });
  }

  /** Both lookups; `found` runs under the busy lock. */
  *#inSomeNode(page: number, found: (vn: N, va: VmapArea) => void): Steps<VmapArea | null> {
    const { boot } = this;
    if (boot === null) return yield* this.#tryNodes(page, found);
    yield* boot.cpu.lock();
    const isRefused = boot.lookupAsks && (yield* this.isTooEarly());
    const va = isRefused ? null : yield* this.#tryNodes(page, found);
    yield* boot.cpu.unlock();
    return va;
  }

  /** Their loop: node after node, one lock at a time. */
  *#tryNodes(page: number, found: (vn: N, va: VmapArea) => void): Steps<VmapArea | null> {
    const { nrNodes } = this;
    const first = this.addrToNode(page).id;
    let i = first;
    do {
      if (this.boot !== null) yield* this.boot.reach(i);
      const vn = this.nodes[i]!;
      yield* vn.busyLock.lock();
      const va = vn.busy.find(page);
      if (va !== null) found(vn, va);
      yield* vn.busyLock.unlock();
      if (va !== null) return va;
      i = (i + this.lookupStep + nrNodes) % nrNodes;
    } while (i !== first);
    return null;
  }

  /** `!vmap_initialized`: no allocation yet. */
  protected *isTooEarly(): Steps<boolean> {
    return this.boot !== null && (yield* this.boot.vmapInitialized.readOnce()) === 0;
  }

  override *vmAreaRegisterEarly(pages: number): Steps<VmapArea> {
    if (this.boot === null) return yield* super.vmAreaRegisterEarly(pages);
    return { ...this.boot.register(pages, this.vmallocStart), flags: 0 };
  }

  /** `vmalloc_init()`: nodes first, then what is on vmlist. */
  override *vmallocInit(): Steps {
    const { boot } = this;
    if (boot === null) return yield* super.vmallocInit();
    const early = boot.vmlist.get();
    yield* this.vmapInitNodes(boot);
    yield* boot.cpu.lock();
    this.importVmlist(boot);
    this.#vmapInitFreeSpace(early);
    yield* boot.cpu.unlock();
    yield* boot.setVmapInitialized();
    // Until now nobody was promised to find them.
    for (const { start, end } of early)
      this.trace.emit('allocated', { start, end, flags: 0 }, { pages: end - start, align: 1 });
  }

  /** Puts areas that were registered early into the busy trees, without their locks: nobody else runs yet. */
  protected importVmlist({ vmlist }: EarlyBoot): void {
    for (const { start, end } of vmlist.get()) this.addrToNode(start).busy.insert({ start, end, flags: 0 });
    vmlist.set([]);
  }

  /** `vmap_init_free_space()`: what lies between the early areas. */
  #vmapInitFreeSpace(early: readonly PageRange[]): void {
    let start = this.vmallocStart;
    for (const area of [...early, { start: this.vmallocEnd, end: this.vmallocEnd }]) {
      if (area.start > start) this.freeVmapArea.insert({ start, end: area.start });
      start = area.end;
    }
  }

  /**
   * `__purge_vmap_area_lazy()`, v2 6/9 and 6.9.
   * @param fullPoolDecay whether nodes that keep ranges for speed are to give them all back
   */
  protected override *__purgeVmapAreaLazy(start: number, end: number, fullPoolDecay = false): Steps<boolean> {
    bugOn(!this.vmapPurgeLock.isHeldByMe, 'lockdep_assert_held(vmap_purge_lock)');
    const purgeNodes: N[] = [];
    for (const vn of this.usedNodes) {
      vn.purgeList.replace([]);
      yield* this.beginPurgeOf(vn, fullPoolDecay);
      if (yield* vn.lazy.isEmptyOnce()) continue;
      yield* vn.lazyLock.lock();
      const taken = vn.lazy.takeAll();
      vn.purgeList.replace(taken);
      this.trace.emit('spliced', taken);
      yield* vn.lazyLock.unlock();
      start = Math.min(start, taken[0]!.start);
      end = Math.max(end, taken[taken.length - 1]!.end);
      purgeNodes.push(vn);
    }
    const purged = purgeNodes.length > 0 ? yield* this.flushAndPurge(purgeNodes, start, end) : 0;
    this.trace.emit('purged');
    return purged > 0;
  }

  /** What a purge does with a node before it looks for lazy areas. Nothing in v2. */
  protected *beginPurgeOf(_vn: N, _fullPoolDecay: boolean): Steps {}

  /** The part of `__purge_vmap_area_lazy()` under `if (nr_purge_nodes > 0)`. Returns areas purged. */
  protected *flushAndPurge(purgeNodes: readonly N[], start: number, end: number): Steps<number> {
    yield* this.translation.flush(start, end);
    return yield* this.purgeMarkedNodes(purgeNodes);
  }

  /** Purges every marked node, by workers as far as the backlog justifies them. Returns areas purged. */
  protected *purgeMarkedNodes(purgeNodes: readonly N[]): Steps<number> {
    let nrPurgedAreas = 0;
    // One extra worker per full set of lazy_max_pages(), minus one.
    let nrPurgeHelpers = Math.floor((yield* this.vmapLazyNr.load()) / this.lazyMaxPages);
    nrPurgeHelpers = Math.min(Math.max(nrPurgeHelpers, 1), purgeNodes.length) - 1;
    for (const vn of purgeNodes) {
      if (nrPurgeHelpers > 0) {
        vn.purgeWorkFunc.set(true); // INIT_WORK
        // The node's number stands for a CPU; one that is not there gets no work.
        yield* vn.id < this.cpus.count ? vn.purgeWork.scheduleOn(vn.id) : vn.purgeWork.schedule();
        nrPurgeHelpers--;
      } else {
        vn.purgeWorkFunc.set(false);
        yield* this.purgeVmapNode(vn);
        nrPurgedAreas += vn.nrPurged.get();
      }
    }
    for (const vn of purgeNodes) {
      if (!vn.purgeWorkFunc.get()) continue;
      yield* vn.purgeWork.flushWork();
      nrPurgedAreas += vn.nrPurged.get();
    }
    return nrPurgedAreas;
  }

  /** `reclaim_list_global()`, v2 6/9. */
  protected *reclaimListGlobal(list: readonly PageRange[]): Steps {
    if (list.length === 0) return;
    yield* this.freeVmapAreaLock.lock();
    for (const va of list) if (this.freeVmapArea.merge(va)) this.trace.emit('reclaimed', va, 'global');
    yield* this.freeVmapAreaLock.unlock();
  }
}
