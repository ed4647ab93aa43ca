/**
 * Nodes with block fill, v2 of "Mitigate a vmap lock contention" (Rezki, 29 August 2023), patch 6/9 "Offload
 * free_vmap_area_lock lock", seed 004; the other patches of the series as in vmalloc-designs.md, part 5.
 *
 * A node serves requests from blocks that it took from the global heap. A block is shrunk by a page at each edge, so
 * that areas of different blocks can never merge and a merged range of `node_size - 2` pages is a whole block. The
 * node's id travels in `va->flags`. Left out: notifiers, spare descriptors for no-edge splits.
 */
import { bugOn, type Steps, warnOn } from '../../scheduler/step.js';
import type { AllocError, Place, VmapArea } from '../allocator.js';
import type { EarlyBoot } from '../early-boot.js';
import { type PageRange, RangeSet } from '../memory/range-set.js';
import { NodeAllocator, type NodeAllocatorParameters, VmapNode, vaSize } from '../node-allocator.js';
import { AtomicWord } from '../sync/atomic-word.js';
import { SpinLock } from '../sync/spin-lock.js';
import type { Workqueue } from '../sync/workqueue.js';
import type { Request } from '../tracepoints.js';

/** Parameters of the nodes with block fill. */
export interface VmapNodeParameters extends NodeAllocatorParameters {
  /** `nr_nodes`. Default: the number of CPUs. */
  readonly nrNodes?: number;
  /** Whether the memory of the nodes is zeroed: the series takes it from kmalloc_array(). Default true: as meant. */
  readonly zeroed?: boolean;
  /** `node_size`: pages of a block, its two edges included. Default 8. */
  readonly nodeSize?: number;
}

const BITS_PER_BYTE = 8;

/** `encode_vn_id()`, v2 6/9: the tag in `va->flags` of an area that came from this node. */
export function encodeVnId(nodeId: number): number {
  return (nodeId + 1) << BITS_PER_BYTE;
}

/** `decode_vn_id()`, v2 6/9: the node's id, or -1 if the area came from the global heap. */
export function decodeVnId(flags: number): number {
  return (flags >>> BITS_PER_BYTE) - 1;
}

/** `struct vmap_node` of v2: with free space of its own. */
class FillNode extends VmapNode {
  readonly freeLock: SpinLock;
  /** Any address. */
  readonly free: RangeSet;
  override readonly lazy: RangeSet;
  readonly fillInProgress: AtomicWord;

  constructor(id: number, zeroed: boolean, purge: () => Steps, workqueue: Workqueue | null) {
    super(id, purge, workqueue);
    this.freeLock = new SpinLock(`${this.name}.free.lock`);
    this.free = new RangeSet(`${this.name}.free`, [], this.freeLock);
    this.lazy = new RangeSet(`${this.name}.lazy`, [], this.lazyLock);
    // Nobody initialises it: what was there before decides.
    this.fillInProgress = new AtomicWord(`${this.name}.fill_in_progress`, zeroed ? 0 : 1);
  }
}

/** Nodes that fetch blocks from the global heap: v2 of "Mitigate a vmap lock contention", mm/vmalloc.c, August 2023. */
export class VmapNode2023 extends NodeAllocator<FillNode> {
  /** `node_size`: pages of a block. */
  readonly nodeSize: number;
  readonly nodes: readonly FillNode[];

  constructor(parameters: VmapNodeParameters = {}) {
    super(parameters, 'nothing');
    this.nodeSize = parameters.nodeSize ?? 8;
    const count = parameters.nrNodes ?? this.cpus.count;
    this.nodes = Array.from(
      { length: count },
      (_, id) => new FillNode(id, parameters.zeroed ?? true, () => this.purgeVmapNode(this.nodes[id]!), this.workqueue),
    );
  }

  get places(): readonly Place[] {
    return [
      this.freeVmapArea,
      ...this.earlyPlaces,
      ...this.nodes.flatMap((vn) => [vn.free, { name: vn.busy.name, ranges: vn.busy.areas }, vn.lazy, vn.purgeList]),
    ];
  }

  get lazyRanges(): PageRange[] {
    return this.nodes.flatMap((vn) => [...vn.lazy.ranges, ...vn.purgeList.ranges]);
  }

  get spinLocks(): SpinLock[] {
    return [this.freeVmapAreaLock, ...this.nodes.flatMap((vn) => [vn.freeLock, vn.busyLock, vn.lazyLock])];
  }

  get freeTrees(): RangeSet[] {
    return [this.freeVmapArea, ...this.nodes.map((vn) => vn.free)];
  }

  protected override get zoneSize(): number {
    return this.nodeSize;
  }

  protected override get lookupStep(): 1 {
    return 1;
  }

  /**
   * `vmap_init_nodes()`, v2 4/9 and 9/9: `nr_nodes` is set before there is an array, and stays if there is none.
   * The loop is that of `makeNodes`.
   */
  protected override *vmapInitNodes(boot: EarlyBoot): Steps {
    yield* boot.setNrNodes(this.nodes.length); // calculate_nr_nodes()
    yield* boot.pointAtStaticNode();
    if (this.nodes.length > 1 && (yield* boot.allocArray())) yield* boot.pointAtArray();
    yield* boot.makeNodes();
    yield* this.scaleNodeSize(boot);
  }

  /** Its last lines. */
  protected *scaleNodeSize(boot: EarlyBoot): Steps {
    yield* boot.setNodeSize(this.nodeSize);
  }

  /** `id_to_node()`. */
  #idToNode(id: number): FillNode {
    return this.nodes[id % this.nrNodes]!;
  }

  /** `this_node_id()`. */
  *#thisNodeId(): Steps<number> {
    return (yield* this.cpus.current()) % this.nrNodes;
  }

  /** `alloc_vmap_area()`, v2 6/9. */
  protected override *allocVmapArea(request: Request): Steps<VmapArea | AllocError> {
    if (yield* this.isTooEarly()) return '-EBUSY';
    if (!(yield* this.vmapAreaCachep.alloc())) return '-ENOMEM';
    const vnId = yield* this.#thisNodeId();
    let addr = yield* this.#nodeAlloc(vnId, request);
    const flags = addr !== null ? encodeVnId(vnId) : 0;
    for (let purged = false; ; purged = true) {
      addr ??= yield* this.allocFromGlobalHeap(request); // retry:
      if (addr !== null) break;
      // overflow: the retry never goes back to the node.
      if (purged) {
        this.trace.emit('exhausted', request);
        return '-EBUSY';
      }
      yield* this.reclaimAndPurgeVmapAreas();
      this.trace.emit('purgedForAllocation');
    }
    const va: VmapArea = { start: addr, end: addr + request.pages, flags };
    yield* this.insertBusy(va);
    this.trace.emit('allocated', va, request);
    if (!(yield* this.kasanShadow.alloc())) {
      this.trace.emit('released', va);
      yield* this.#freeVmapArea(va);
      return '-ENOMEM';
    }
    return va;
  }

  /** `node_alloc()`, v2 6/9. Null for vend. */
  *#nodeAlloc(vnId: number, request: Request): Steps<number | null> {
    const vn = this.#idToNode(vnId);
    const { pages, align } = request;
    const extra = align > 1 ? align : 0;
    if (pages + extra > this.nodeSize >> 2) return null;
    let doAllocFill = false;
    yield* vn.freeLock.lock();
    let addr = vn.free.carve(pages, align, this.vmallocStart, this.vmallocEnd);
    this.noteReserved(addr, pages);
    if (addr === null) {
      this.trace.emit('missed', vn.id);
      if ((yield* vn.fillInProgress.xchg(1)) === 0) {
        doAllocFill = true;
        this.trace.emit('fillBegins', vn.id);
      }
    }
    yield* vn.freeLock.unlock();
    if (doAllocFill) {
      addr = yield* this.#nodeAllocFill(vn, request);
      this.trace.emit('fillEnds', vn.id);
      yield* vn.fillInProgress.store(0);
    }
    return addr;
  }

  /** `node_alloc_fill()`, v2 6/9. */
  *#nodeAllocFill(vn: FillNode, { pages, align }: Request): Steps<number | null> {
    if (!(yield* this.vmapAreaCachep.alloc())) return null;
    yield* this.freeVmapAreaLock.lock();
    const block = this.freeVmapArea.carve(this.nodeSize, 1, this.vmallocStart, this.vmallocEnd);
    if (block !== null) this.trace.emit('blockTaken', vn.id, { start: block, end: block + this.nodeSize });
    yield* this.freeVmapAreaLock.unlock();
    if (block === null) return null;
    // One page less at each edge: |<------>| becomes |.<---->.|
    const va: PageRange = { start: block + 1, end: block + this.nodeSize - 1 };
    yield* vn.freeLock.lock();
    vn.free.insert(va); // never merges
    this.trace.emit('blockInserted', vn.id, va);
    const addr = vn.free.carveFrom(va, pages, align, this.vmallocStart, this.vmallocEnd);
    this.noteReserved(addr, pages);
    yield* vn.freeLock.unlock();
    return addr;
  }

  /** `free_vmap_area()`, v2 6/9: the undo path; nothing of the area is mapped. */
  *#freeVmapArea(va: VmapArea): Steps {
    const vnId = decodeVnId(va.flags);
    const busy = this.addrToNode(va.start);
    yield* busy.busyLock.lock();
    busy.busy.unlink(va);
    yield* busy.busyLock.unlock();
    if (vnId >= 0) {
      const vn = this.#idToNode(vnId);
      yield* vn.freeLock.lock();
      if (vn.free.merge(va)) this.trace.emit('reclaimed', va, vn.id);
      yield* vn.freeLock.unlock();
    } else {
      yield* this.freeVmapAreaLock.lock();
      if (this.freeVmapArea.merge(va)) this.trace.emit('reclaimed', va, 'global');
      yield* this.freeVmapAreaLock.unlock();
    }
  }

  /** `free_vmap_area_noflush()`, v2 6/9. */
  protected override *freeVmapAreaNoflush(va: VmapArea): Steps {
    const vnId = decodeVnId(va.flags);
    const vn = vnId >= 0 ? this.#idToNode(vnId) : this.addrToNode(va.start);
    const nrLazy = yield* this.vmapLazyNr.addReturn(vaSize(va));
    yield* vn.lazyLock.lock();
    vn.lazy.mergeOrAdd(va);
    this.trace.emit('lazy', va);
    yield* vn.lazyLock.unlock();
    yield* this.scheduleDrain(nrLazy);
  }

  /** `purge_vmap_node()`, v2 6/9: the work function, also called directly. */
  protected override *purgeVmapNode(vn: FillNode): Steps {
    const global: PageRange[] = [];
    const wholeBlock = this.nodeSize - 2;
    vn.nrPurged.set(0);
    if (vn.purgeList.ranges.length === 0) return;
    yield* vn.freeLock.lock();
    for (const origin of vn.purgeList.ranges) {
      const nr = vaSize(origin);
      let va: PageRange | null = origin;
      const vnId = decodeVnId(origin.flags ?? 0);
      vn.purgeList.shift(); // list_del_init
      if (vnId >= 0) {
        let linked = false;
        if (vaSize(va) !== wholeBlock) {
          va = vn.free.mergeOrAdd({ start: va.start, end: va.end }); // nobody reads the flags of free ranges
          warnOn(va === null, `[${origin.start},${origin.end}) overlaps an entry of ${vn.free.name}`);
          linked = va !== null;
        }
        bugOn(va === null, 'purge_vmap_node: va_size() of a null vmap_area'); // the patch checks only afterwards
        if (linked) this.trace.emit('reclaimed', origin, vn.id);
        if (vaSize(va!) === wholeBlock) {
          if (linked) vn.free.remove(va!);
          va = { start: va!.start - 1, end: va!.end + 1 }; // the block's edges again
          global.push(va);
          this.trace.emit('blockReturned', vn.id, va);
        }
      } else global.push(va);
      // Left out: releasing the KASAN shadow.
      yield* this.vmapLazyNr.sub(nr);
      vn.nrPurged.set(vn.nrPurged.get() + 1);
    }
    yield* vn.freeLock.unlock();
    yield* this.reclaimListGlobal(global);
  }
}
