/**
 * Nodes with pools of ready ranges, as merged in 6.9 (Rezki, v3 of January 2024, patches 7/11 and 11/11) and as it became
 * by 2026: vmalloc-designs.md, part 6; a descendant of seed 004.
 *
 * A node keeps what was purged, by exact size, and hands it out again without the global lock. A purge gives a part of
 * the pools back (decay), the shrinker all of it. Left out: KASAN shadow release, spare descriptors for no-edge splits,
 * `cond_resched` after the carve.
 */
import { report, type Steps, Violation, warnOn } from '../../scheduler/step.js';
import type { AllocError, Place, VmapArea } from '../allocator.js';
import type { EarlyBoot } from '../early-boot.js';
import { AreaTree } from '../memory/area-tree.js';
import { RangeList } from '../memory/range-list.js';
import type { PageRange, RangeSet } from '../memory/range-set.js';
import { NodeAllocator, type NodeAllocatorParameters, VmapNode, vaSize } from '../node-allocator.js';
import { Field } from '../sync/field.js';
import { SpinLock } from '../sync/spin-lock.js';
import type { Workqueue } from '../sync/workqueue.js';
import type { Request } from '../tracepoints.js';

/** Parameters of the nodes with pools. */
export interface VmapPoolParameters extends NodeAllocatorParameters {
  /** `nr_vmap_nodes`. Default: the number of CPUs. With one node there are no pools in use. */
  readonly nrNodes?: number;
  /** `vmap_zone_size`: pages of consecutive addresses of a node. Default 4. */
  readonly zoneSize?: number;
  /** `MAX_VA_SIZE_PAGES`: pools are for 1 to so many pages. Default 2. */
  readonly poolSizes?: number;
  /** `decay_va_pool_node()` as in 6.9 to 6.15, or since 6.16. Default '6.16'. */
  readonly decay?: '6.9' | '6.16';
  /** Whether the shrinker decays under vmap_purge_lock: false from 6.9 to early 2026. Default true. */
  readonly shrinkerLocks?: boolean;
  /** In which order a lookup goes on from the node of the address: 'forward' in 6.9, 'backward' since 6.16, the default. */
  readonly lookup?: 'forward' | 'backward';
}

const BITS_PER_BYTE = 8;

/** `struct vmap_pool`: ranges of one size. */
class VmapPool {
  readonly head: RangeList;
  readonly len: Field<number>;

  constructor(name: string) {
    this.head = new RangeList(name);
    this.len = new Field(`${name}.len`, 0);
  }
}

/** `struct vmap_node` since 6.9. */
class PoolNode extends VmapNode {
  readonly poolLock: SpinLock;
  /** By pages - 1. */
  readonly pool: readonly VmapPool[];
  /** Never merged: each area keeps its size and its tag. */
  override readonly lazy: AreaTree<VmapArea>;
  /** The purge under way fills no pools. Guarded by vmap_purge_lock. */
  readonly skipPopulate: Field<boolean>;

  constructor(id: number, sizes: number, purge: () => Steps, workqueue: Workqueue | null) {
    super(id, purge, workqueue);
    this.poolLock = new SpinLock(`${this.name}.pool_lock`);
    this.pool = Array.from({ length: sizes }, (_, k) => new VmapPool(`${this.name}.pool[${k}]`));
    this.lazy = new AreaTree(`${this.name}.lazy`, this.lazyLock);
    this.skipPopulate = new Field(`${this.name}.skip_populate`, false);
  }
}

/** Nodes that keep pools of ready ranges, one for each small size: mm/vmalloc.c, Linux 6.9 and later. */
export class VmapPools extends NodeAllocator<PoolNode> {
  protected override readonly zoneSize: number;
  readonly nodes: readonly PoolNode[];
  /** Of somebody who must not sleep. */
  readonly #callersLock = new SpinLock("a caller's lock");
  readonly #parameters: VmapPoolParameters;

  constructor(parameters: VmapPoolParameters = {}) {
    super(parameters, 'a static node');
    this.#parameters = parameters;
    this.zoneSize = parameters.zoneSize ?? 4;
    const sizes = parameters.poolSizes ?? 2;
    this.nodes = Array.from(
      { length: parameters.nrNodes ?? this.cpus.count },
      (_, id) => new PoolNode(id, sizes, () => this.purgeVmapNode(this.nodes[id]!), this.workqueue),
    );
  }

  get places(): readonly Place[] {
    const asPlace = ({ name, areas }: AreaTree<VmapArea>) => ({ name, ranges: areas });
    return [
      this.freeVmapArea,
      ...this.earlyPlaces,
      ...this.nodes.flatMap((vn) => [
        asPlace(vn.busy),
        asPlace(vn.lazy),
        vn.purgeList,
        ...vn.pool.map(({ head }) => head),
      ]),
    ];
  }

  get lazyRanges(): PageRange[] {
    return this.nodes.flatMap((vn) => [...vn.lazy.areas, ...vn.purgeList.ranges]);
  }

  get spinLocks(): SpinLock[] {
    return [this.freeVmapAreaLock, ...this.nodes.flatMap((vn) => [vn.poolLock, vn.busyLock, vn.lazyLock])];
  }

  get freeTrees(): RangeSet[] {
    return [this.freeVmapArea];
  }

  /** `encode_vn_id()`, 6.9: the tag of an area that this node may pool; 0, with a warning, for no node of ours. */
  encodeVnId(nodeId: number): number {
    if (nodeId < this.nrNodes) return (nodeId + 1) << BITS_PER_BYTE;
    warnOn(true, `encode_vn_id(${nodeId}): there are ${this.nrNodes} nodes`);
    return 0;
  }

  /** `decode_vn_id()`, 6.9: the node's id, or `nr_vmap_nodes` if there is none. */
  decodeVnId(flags: number): number {
    const nodeId = (flags >>> BITS_PER_BYTE) - 1;
    if (nodeId >= 0 && nodeId < this.nrNodes) return nodeId;
    warnOn(nodeId !== -1, `decode_vn_id(0x${flags.toString(16)}): there are ${this.nrNodes} nodes`);
    return this.nrNodes;
  }

  /** `is_vn_id_valid()`. */
  #isVnIdValid(nodeId: number): boolean {
    return nodeId < this.nrNodes;
  }

  /** `size_to_va_pool()`. */
  #sizeToVaPool(vn: PoolNode, pages: number): VmapPool | undefined {
    return vn.pool[pages - 1];
  }

  /** `alloc_vmap_area()`, 6.9. */
  protected override *allocVmapArea(request: Request): Steps<VmapArea | AllocError> {
    if (yield* this.isTooEarly()) return '-EBUSY';
    const fromPool = yield* this.#nodeAlloc(request);
    let addr = fromPool.addr;
    const { noBlock = false } = request;
    const gfp = noBlock ? 'GFP_NOWAIT' : 'GFP_KERNEL';
    if (addr === null && !(yield* this.vmapAreaCachep.alloc(gfp))) return '-ENOMEM';
    let purged = false;
    for (;;) {
      addr ??= yield* this.allocFromGlobalHeap(request); // retry:
      if (addr !== null) break;
      if (noBlock) return '-EBUSY'; // since 2025: what follows may sleep
      // overflow: the retry never goes back to the pools; but the purge has emptied them into the heap.
      if (!purged) {
        yield* this.reclaimAndPurgeVmapAreas();
        this.trace.emit('purgedForAllocation');
        purged = true;
      } else if (yield* this.callVmapNotifiers()) purged = false;
      else {
        this.trace.emit('exhausted', request);
        return '-EBUSY';
      }
    }
    const va: VmapArea = { start: addr, end: addr + request.pages, flags: fromPool.tag };
    yield* this.insertBusy(va);
    this.trace.emit('allocated', va, request);
    if (!(yield* this.kasanShadow.alloc(gfp))) {
      yield* this.#freeVmapArea(va);
      return '-ENOMEM';
    }
    return va;
  }

  /** `__vmalloc(GFP_ATOMIC)`, since 2025. */
  override *vmallocNoBlock(pages: number): Steps<VmapArea | AllocError> {
    yield* this.#callersLock.lock();
    const va = yield* this.vmalloc(pages, 1, true);
    yield* this.#callersLock.unlock();
    return va;
  }

  protected override get lookupStep(): 1 | -1 {
    return this.#parameters.lookup === 'forward' ? 1 : -1;
  }

  /** `vmap_init_nodes()`, 6.9: without memory for an array, one node stays. */
  protected override *vmapInitNodes(boot: EarlyBoot): Steps {
    if (this.nodes.length > 1 && (yield* boot.allocArray())) {
      yield* boot.setNodeSize(this.zoneSize);
      yield* boot.setNrNodes(this.nodes.length);
      yield* boot.pointAtArray();
    }
    yield* boot.makeNodes();
  }

  /** `node_alloc()`, 6.9: a ready range of this CPU's node, or none; the tag is kept even then. */
  *#nodeAlloc(request: Request): Steps<{ readonly addr: number | null; readonly tag: number }> {
    if (this.nrNodes === 1) return { addr: null, tag: 0 };
    const vnId = (yield* this.cpus.current()) % this.nrNodes;
    const addr = yield* this.#nodePoolDelVa(this.nodes[vnId]!, request);
    return { addr, tag: this.encodeVnId(vnId) };
  }

  /** `node_pool_del_va()`, 6.9: only the first range is looked at; if it is not aligned, it goes to the end. */
  *#nodePoolDelVa(vn: PoolNode, { pages, align }: Request): Steps<number | null> {
    const vp = this.#sizeToVaPool(vn, pages);
    if (vp === undefined || (yield* vp.head.isEmptyOnce())) return null;
    let addr: number | null = null;
    yield* vn.poolLock.lock();
    const va = vp.head.ranges[0];
    if (va !== undefined) {
      if (va.start % align === 0) {
        vp.head.shift();
        vp.len.set(vp.len.get() - 1); // WRITE_ONCE
        warnOn(vaSize(va) !== pages, `a range of ${vaSize(va)} pages was in the pool for ${pages}`);
        addr = va.start;
        this.noteReserved(addr, pages);
      } else vp.head.rotate();
    }
    yield* vn.poolLock.unlock();
    return addr;
  }

  /** `node_pool_add_va()`, 6.9: false if there is no pool for its size. */
  *#nodePoolAddVa(vn: PoolNode, va: PageRange): Steps<boolean> {
    const vp = this.#sizeToVaPool(vn, vaSize(va));
    if (vp === undefined) return false;
    yield* vn.poolLock.lock();
    vp.head.add(va);
    vp.len.set(vp.len.get() + 1); // WRITE_ONCE
    this.trace.emit('reclaimed', va, vn.id);
    yield* vn.poolLock.unlock();
    return true;
  }

  /** `free_vmap_area()`, 6.9: the undo path; straight to the global heap. */
  *#freeVmapArea(va: VmapArea): Steps {
    const vn = this.addrToNode(va.start);
    yield* vn.busyLock.lock();
    vn.busy.unlink(va);
    this.trace.emit('released', va);
    yield* vn.busyLock.unlock();
    yield* this.reclaimListGlobal([va]);
  }

  /** `free_vmap_area_noflush()`, 6.9. */
  protected override *freeVmapAreaNoflush(va: VmapArea): Steps {
    const vnId = this.decodeVnId(va.flags);
    const nrLazy = yield* this.vmapLazyNr.addReturn(vaSize(va));
    // By tag, so that it comes back to the pool it may be taken from; else by address.
    const vn = this.#isVnIdValid(vnId) ? this.nodes[vnId]! : this.addrToNode(va.start);
    yield* vn.lazyLock.lock();
    vn.lazy.insert(va);
    this.trace.emit('lazy', va);
    yield* vn.lazyLock.unlock();
    yield* this.scheduleDrain(nrLazy);
  }

  /** `reclaim_and_purge_vmap_areas()`, 6.9: the pools too are given back. */
  override *reclaimAndPurgeVmapAreas(): Steps {
    yield* this.vmapPurgeLock.lock();
    yield* this.purgeFragmentedBlocksAllcpus();
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0, true);
    yield* this.vmapPurgeLock.unlock();
  }

  /** The first lines of the loop of `__purge_vmap_area_lazy()`, 6.9. */
  protected override *beginPurgeOf(vn: PoolNode, fullPoolDecay: boolean): Steps {
    vn.skipPopulate.set(fullPoolDecay);
    yield* this.decayVaPoolNode(vn, fullPoolDecay);
  }

  /** `purge_vmap_node()`, 6.9 with the count of lazy pages lowered once, after the loop, as later. */
  protected override *purgeVmapNode(vn: PoolNode): Steps {
    const local: PageRange[] = [];
    let pages = 0;
    vn.nrPurged.set(0);
    for (const va of vn.purgeList.ranges) {
      vn.purgeList.shift(); // list_del_init
      pages += vaSize(va);
      vn.nrPurged.set(vn.nrPurged.get() + 1);
      const isPoolable = this.#isVnIdValid(this.decodeVnId(va.flags ?? 0)) && !vn.skipPopulate.get();
      if (isPoolable && (yield* this.#nodePoolAddVa(vn, va))) continue;
      local.push(va);
    }
    if (pages > 0) yield* this.vmapLazyNr.sub(pages);
    yield* this.reclaimListGlobal(local);
  }

  /** `decay_va_pool_node()`: gives a quarter of each pool back to the heap, or all of it. */
  protected *decayVaPoolNode(vn: PoolNode, fullDecay: boolean): Steps {
    const decayed: PageRange[] = [];
    for (const vp of vn.pool) {
      if (yield* vp.head.isEmptyOnce()) continue;
      if (this.#parameters.decay === '6.9') yield* this.#decayPool69(vn, vp, fullDecay, decayed);
      else yield* this.#decayPool(vn, vp, fullDecay, decayed);
    }
    // The private tree that merges them is nobody else's business: a list does as well.
    yield* this.reclaimListGlobal(decayed);
  }

  /** Its loop body since 6.16. */
  *#decayPool(vn: PoolNode, vp: VmapPool, fullDecay: boolean, decayed: PageRange[]): Steps {
    yield* vn.poolLock.lock();
    const tmp = [...vp.head.ranges];
    vp.head.replace([]);
    const len = vp.len.get();
    vp.len.set(0); // WRITE_ONCE
    yield* vn.poolLock.unlock();
    const nDecay = fullDecay ? len : len >> 2;
    decayed.push(...tmp.splice(0, nDecay));
    if (tmp.length === 0) return;
    yield* vn.poolLock.lock();
    this.#replacePool(vp, tmp);
    vp.len.set(len - nDecay); // WRITE_ONCE
    yield* vn.poolLock.unlock();
  }

  /** Its loop body in 6.9 to 6.15: the length is changed without the lock, and a quarter of less than four is all. */
  *#decayPool69(vn: PoolNode, vp: VmapPool, fullDecay: boolean, decayed: PageRange[]): Steps {
    yield* vn.poolLock.lock();
    const tmp = [...vp.head.ranges];
    vp.head.replace([]);
    yield* vn.poolLock.unlock();
    if (fullDecay) vp.len.set(0); // WRITE_ONCE
    let nDecay = vp.len.get() >> 2;
    for (let va = tmp.shift(); va !== undefined; va = tmp.shift()) {
      decayed.push(va);
      if (fullDecay) continue;
      vp.len.set(vp.len.get() - 1); // WRITE_ONCE
      if (--nDecay === 0) break; // unsigned: from 0 it wraps
    }
    if (fullDecay || tmp.length === 0) return;
    yield* vn.poolLock.lock();
    this.#replacePool(vp, tmp);
    yield* vn.poolLock.unlock();
  }

  /** `list_replace_init(&tmp_list, &vp->head)`: whatever has come into the pool meanwhile is lost. */
  #replacePool(vp: VmapPool, ranges: readonly PageRange[]): void {
    const [lost] = vp.head.ranges;
    if (lost !== undefined)
      report(new Violation('I-LIST', `[${lost.start},${lost.end}) falls out of ${vp.head.name}: the list is replaced`));
    vp.head.replace(ranges);
  }

  /** `vmap_node_shrink_count()` and, if there is anything, `vmap_node_shrink_scan()`. */
  override *shrink(): Steps {
    let count = 0;
    for (const vn of this.usedNodes) for (const { len } of vn.pool) count += yield* len.readOnce();
    if (count === 0) return;
    const { shrinkerLocks = true } = this.#parameters;
    if (shrinkerLocks) yield* this.vmapPurgeLock.lock();
    for (const vn of this.usedNodes) yield* this.decayVaPoolNode(vn, true);
    if (shrinkerLocks) yield* this.vmapPurgeLock.unlock();
  }
}
