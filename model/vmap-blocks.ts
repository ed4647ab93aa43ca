/**
 * Blocks of pages for small, short mappings: `vm_map_ram()` and `vm_unmap_ram()` of mm/vmalloc.c, 2.6.28 to today, as in
 * vmalloc-designs.md, part 7.
 *
 * A block is one vmap area that many mappings share. Its pages are handed out front to back, each once; what is unmapped
 * becomes dirty and comes back only with the whole block. Left out: `va->flags` and vread, for which alone `used_map` is
 * there; debug_pagealloc; an index that cannot insert for lack of memory; blocks of two sizes; before 4.1, the new block
 * that is only queued, at the front, and found by searching again; before 2013, the bitmap that allocated by alignment.
 */
import { bugOn, type Steps, Violation } from '../scheduler/step.js';
import type { AllocError, VmapArea } from './allocator.js';
import type { Cpus } from './cpu/cpus.js';
import type { Translation } from './hardware/translation.js';
import type { PageRange } from './memory/range-set.js';
import { RcuList, RcuListNode } from './memory/rcu-list.js';
import { Slab } from './memory/slab.js';
import { XArray } from './memory/xarray.js';
import { Field } from './sync/field.js';
import { Rcu, RcuFreed } from './sync/rcu.js';
import { SpinLock } from './sync/spin-lock.js';
import type { Request, Tracepoints } from './tracepoints.js';

/** In what the layer differs from one kernel to the next. */
export interface VmapBlocksForm {
  /**
   * Where `addr_to_vb_xa` looks: one index for all, a radix tree whose writers take `vmap_block_tree_lock` (to 5.8) or an
   * xarray (to 6.3); or one for each queue, the queue by the block's number `% num_possible_cpus()` (6.4), or
   * `% nr_cpu_ids` and moved to the next possible CPU (6.10).
   */
  readonly index: 'radix tree' | 'global' | 'modulo possible' | 'next possible';
  /** Pages in use are marked, for vread (6.3). */
  readonly usedMap: boolean;
  /**
   * `vm_unmap_aliases` looks at every block in the index, under the mutex, and collects a dirty range only once; it leaves
   * blocks that are still of use; lists are looked through before locking (6.5). Else it walks the free lists, before it
   * takes the mutex.
   */
  readonly aliasesByIndex: boolean;
  /** `vm_unmap_aliases` passes over a block that is all dirty: it is being freed (5.13). */
  readonly aliasesSkipFreed: boolean;
  /**
   * Under which queue's lock a purge takes the block off its free list: 'none', of the queue that the purge is looking at;
   * 'cpu', of that which the block names (6.10), or points to (`vb->vbq`, 2.6.28).
   * Proposals of May 2024: 'index', of that whose index it is in (v1); 'cpu looked up twice', as 'cpu', but the thread asks
   * for its CPU once to note it in the block and once more to find the queue (v2).
   */
  readonly owner: 'none' | 'cpu' | 'index' | 'cpu looked up twice';
  /** Whether `vb->cpu` is set before the block can be found in the index (6.11). */
  readonly ownerBeforeInsert: boolean;
}

/** 4.1 to 5.8. */
export const BLOCKS_4_1: VmapBlocksForm = {
  index: 'radix tree',
  usedMap: false,
  aliasesByIndex: false,
  aliasesSkipFreed: false,
  owner: 'none',
  ownerBeforeInsert: false,
};
/** 5.13 to 6.2. */
export const BLOCKS_5_13: VmapBlocksForm = { ...BLOCKS_4_1, index: 'global', aliasesSkipFreed: true };
export const BLOCKS_6_3: VmapBlocksForm = { ...BLOCKS_5_13, usedMap: true };
export const BLOCKS_6_4: VmapBlocksForm = { ...BLOCKS_6_3, index: 'modulo possible' };
/** 6.5 to 6.9. */
export const BLOCKS_6_5: VmapBlocksForm = { ...BLOCKS_6_4, aliasesByIndex: true };
export const BLOCKS_6_10: VmapBlocksForm = { ...BLOCKS_6_5, index: 'next possible', owner: 'cpu' };
/** Since 6.11. */
export const BLOCKS_6_11: VmapBlocksForm = { ...BLOCKS_6_10, ownerBeforeInsert: true };

/** Parameters of the layer of blocks. */
export interface VmapBlocksParameters {
  /** Which kernel's. Default: the latest. */
  readonly form?: VmapBlocksForm;
  /** `VMAP_BBMAP_BITS`: pages of a block, a power of two. Default 4. */
  readonly bits?: number;
  /** `VMAP_MAX_ALLOC`: larger requests get an area of their own. Default 2. */
  readonly maxAlloc?: number;
  /** `VMAP_PURGE_THRESHOLD`: a block with so many free pages is still of use. Default: a quarter of a block. */
  readonly purgeThreshold?: number;
  /** CPUs that are possible; ids may have holes. Default: all. */
  readonly possibleCpus?: readonly number[];
  /** How many allocations of a `struct vmap_block` of each thread may fail. Default 0. */
  readonly slabFailures?: number;
}

/** A range that grows; empty with an end of 0. */
export interface MutableRange {
  start: number;
  end: number;
}

/** What the layer needs of the design below it. */
export interface VmapBlocksHost {
  readonly cpus: Cpus;
  readonly translation: Translation;
  readonly trace: Tracepoints;
  allocVmapArea(request: Request): Steps<VmapArea | AllocError>;
  /** `unlink_va()` under the lock of the busy tree, where `free_vmap_block()` does that. Says `released`. */
  unlinkVa(va: VmapArea): Steps;
  freeVmapAreaNoflush(va: VmapArea): Steps;
}

/** `struct vmap_block`. Its fields are guarded by its lock, the list node by its queue's. */
export class VmapBlock extends RcuFreed {
  readonly lock: SpinLock;
  readonly va: VmapArea;
  /** Pages that nobody has had yet: the last ones of the block. */
  readonly free: Field<number>;
  /** Pages that were unmapped. */
  readonly dirty: Field<number>;
  /** What of the dirty pages is not flushed yet lies in `[dirtyMin, dirtyMax)`. */
  readonly dirtyMin: Field<number>;
  readonly dirtyMax: Field<number>;
  /** Bit k: page k is in use. */
  readonly usedMap: Field<number>;
  readonly freeList: RcuListNode<VmapBlock>;
  /** The CPU on whose queue's free list it is; null as long as nobody has written it. Not in every form. */
  readonly cpu: Field<number | null>;

  constructor(va: VmapArea, bits: number, order: number) {
    const name = `vb[${va.start}]`;
    super(name);
    this.va = va;
    this.lock = new SpinLock(`${name}.lock`);
    this.free = new Field(`${name}.free`, bits - (1 << order));
    this.dirty = new Field(`${name}.dirty`, 0);
    this.dirtyMin = new Field(`${name}.dirty_min`, bits);
    this.dirtyMax = new Field(`${name}.dirty_max`, 0);
    this.usedMap = new Field(`${name}.used_map`, (1 << (1 << order)) - 1);
    this.freeList = new RcuListNode<VmapBlock>(`${name}.free_list`, this);
    this.cpu = new Field<number | null>(`${name}.cpu`, null);
  }
}

/** `struct vmap_block_queue`, one for each possible CPU. */
export class VmapBlockQueue {
  readonly lock: SpinLock;
  /** Blocks with free pages. Walked under RCU, changed under the lock. */
  readonly free: RcuList<VmapBlock>;
  /** Blocks by number: those that hash here, whatever list they are on. */
  readonly vmapBlocks: XArray<VmapBlock>;

  constructor(cpu: number) {
    const name = `vmap_block_queue[${cpu}]`;
    this.lock = new SpinLock(`${name}.lock`);
    this.free = new RcuList(`${name}.free`, this.lock);
    this.vmapBlocks = new XArray(`${name}.vmap_blocks`);
  }
}

/** `get_order()`, for pages. */
function getOrder(pages: number): number {
  return Math.ceil(Math.log2(pages));
}

/** Blocks for small `vm_map_ram` mappings, mm/vmalloc.c; the form says of which kernel. */
export class VmapBlocks {
  /** Which kernel's. */
  readonly form: VmapBlocksForm;
  /** `VMAP_BBMAP_BITS`: pages of a block. */
  readonly bits: number;
  /** `VMAP_MAX_ALLOC`, in pages. */
  readonly maxAlloc: number;
  /** `VMAP_PURGE_THRESHOLD`, in pages. */
  readonly purgeThreshold: number;
  /** CPUs that are possible. */
  readonly possibleCpus: readonly number[];
  /** `vmap_block_queue`, by CPU; only possible ones have one. */
  readonly queues: ReadonlyMap<number, VmapBlockQueue>;
  /** Under which the free lists are walked, and blocks freed. */
  protected readonly rcu = new Rcu();
  readonly #blockSlab: Slab;
  /** `vmap_block_tree`, to 5.8, and `vmap_blocks`, to 6.3. */
  readonly #vmapBlocks: XArray<VmapBlock>;
  readonly #vmapBlockTreeLock: SpinLock | null;
  readonly #host: VmapBlocksHost;

  constructor(host: VmapBlocksHost, parameters: VmapBlocksParameters) {
    this.#host = host;
    this.form = parameters.form ?? BLOCKS_6_11;
    this.bits = parameters.bits ?? 4;
    this.maxAlloc = parameters.maxAlloc ?? 2;
    this.purgeThreshold = parameters.purgeThreshold ?? this.bits / 4;
    this.possibleCpus = parameters.possibleCpus ?? Array.from({ length: host.cpus.count }, (_, cpu) => cpu);
    this.queues = new Map(this.possibleCpus.map((cpu) => [cpu, new VmapBlockQueue(cpu)]));
    const isRadixTree = this.form.index === 'radix tree';
    this.#vmapBlocks = new XArray(isRadixTree ? 'vmap_block_tree' : 'vmap_blocks');
    this.#vmapBlockTreeLock = isRadixTree ? new SpinLock('vmap_block_tree_lock') : null;
    this.#blockSlab = new Slab('vmap_block', parameters.slabFailures ?? 0);
  }

  /** Every block in an index, for claims. */
  get blocks(): VmapBlock[] {
    return [this.#vmapBlocks, ...[...this.queues.values()].map(({ vmapBlocks }) => vmapBlocks)].flatMap(
      ({ entries }) => entries,
    );
  }

  /** `per_cpu(vmap_block_queue, cpu)`. */
  #queueOf(cpu: number): VmapBlockQueue {
    const vbq = this.queues.get(cpu);
    if (vbq === undefined) throw new Violation('I-NULL', `vmap_block_queue of CPU ${cpu}, which is not possible`);
    return vbq;
  }

  /** `raw_cpu_ptr(&vmap_block_queue)`. */
  *#thisQueue(): Steps<VmapBlockQueue> {
    return this.#queueOf(yield* this.#host.cpus.current());
  }

  /** `addr_to_vb_idx()`. */
  #addrToVbIdx(page: number): number {
    return Math.floor(page / this.bits);
  }

  /** `addr_to_vb_xa()`, since 6.4. */
  #addrToVbXa(page: number): XArray<VmapBlock> {
    const { index } = this.form;
    return index === 'global' || index === 'radix tree' ? this.#vmapBlocks : this.#addrToVbq(page).vmapBlocks;
  }

  /** The queue whose index a block at this page is in. */
  #addrToVbq(page: number): VmapBlockQueue {
    const number = this.#addrToVbIdx(page);
    if (this.form.index === 'modulo possible') return this.#queueOf(number % this.possibleCpus.length);
    const index = number % this.#host.cpus.count; // nr_cpu_ids
    return this.#queueOf(this.possibleCpus.find((cpu) => cpu >= index)!); // cpumask_next
  }

  /** `spin_lock(&vb->lock)`, which follows the pointer. */
  *#lock(vb: VmapBlock): Steps {
    yield* vb.lock.lock();
    vb.use();
  }

  *#unlock(vb: VmapBlock): Steps {
    this.#host.trace.emit('blockSettled', vb);
    yield* vb.lock.unlock();
  }

  /** `READ_ONCE()` of a field, which follows the pointer. */
  *#readOnce<T>(vb: VmapBlock, field: Field<T>): Steps<T> {
    const value = yield* field.readOnce();
    vb.use();
    return value;
  }

  /** `vm_map_ram()` of at most VMAP_MAX_ALLOC pages. */
  *vmMapRam(pages: number): Steps<VmapArea | AllocError> {
    const addr = yield* this.#vbAlloc(pages);
    if (typeof addr === 'string') return addr;
    const range: VmapArea = { start: addr, end: addr + pages, flags: 0 };
    yield* this.#host.translation.map(range);
    return range;
  }

  /** `vm_unmap_ram()` of at most VMAP_MAX_ALLOC pages. */
  *vmUnmapRam(range: PageRange): Steps {
    yield* this.#vbFree(range.start, range.end - range.start);
    this.#host.trace.emit('freed', range);
  }

  /** `vb_alloc()`. */
  *#vbAlloc(pages: number): Steps<number | AllocError> {
    const order = getOrder(pages);
    const size = 1 << order;
    let addr: number | null = null;
    yield* this.rcu.readLock();
    const vbq = yield* this.#thisQueue();
    // list_for_each_entry_rcu
    for (let vb = yield* vbq.free.next(); vb !== null; vb = yield* vb.freeList.next()) {
      if (this.form.aliasesByIndex && (yield* this.#readOnce(vb, vb.free)) < size) continue;
      yield* this.#lock(vb);
      const free = vb.free.get();
      if (free < size) {
        yield* this.#unlock(vb);
        continue;
      }
      const offset = this.bits - free;
      addr = vb.va.start + offset;
      vb.free.set(free - size);
      if (this.form.usedMap) vb.usedMap.set(vb.usedMap.get() | (((1 << size) - 1) << offset));
      this.#host.trace.emit('blockPagesTaken', { start: addr, end: addr + size });
      if (free - size === 0) {
        yield* vbq.lock.lock();
        vb.freeList.delete();
        yield* vbq.lock.unlock();
      }
      yield* this.#unlock(vb);
      break;
    }
    yield* this.rcu.readUnlock();
    return addr ?? (yield* this.#newVmapBlock(order));
  }

  /** `new_vmap_block()`. The first pages of the block are the caller's. */
  *#newVmapBlock(order: number): Steps<number | AllocError> {
    if (!(yield* this.#blockSlab.alloc())) return '-ENOMEM';
    const va = yield* this.#host.allocVmapArea({ pages: this.bits, align: this.bits });
    if (typeof va === 'string') return va;
    bugOn(this.bits <= 1 << order, 'nothing of the new block would be left free');
    const vb = new VmapBlock(va, this.bits, order);
    this.#host.trace.emit('blockMade', vb);
    this.#host.trace.emit('blockPagesTaken', { start: va.start, end: va.start + (1 << order) });
    if (this.form.ownerBeforeInsert) vb.cpu.set(yield* this.#host.cpus.current());
    const isNew = yield* this.#insert(vb);
    bugOn(!isNew, `there is a block at ${va.start} already`);
    const vbq = yield* this.#chooseQueue(vb);
    yield* vbq.lock.lock();
    vbq.free.addTail(vb.freeList);
    yield* vbq.lock.unlock();
    return va.start;
  }

  /** `radix_tree_insert()` under its lock, or `xa_insert()`. */
  *#insert(vb: VmapBlock): Steps<boolean> {
    const { start } = vb.va;
    if (this.#vmapBlockTreeLock !== null) yield* this.#vmapBlockTreeLock.lock();
    const isNew = yield* this.#addrToVbXa(start).insert(this.#addrToVbIdx(start), vb);
    if (this.#vmapBlockTreeLock !== null) yield* this.#vmapBlockTreeLock.unlock();
    return isNew;
  }

  /** `radix_tree_delete()` under its lock, or `xa_erase()`. */
  *#erase({ start }: PageRange): Steps<VmapBlock | null> {
    if (this.#vmapBlockTreeLock !== null) yield* this.#vmapBlockTreeLock.lock();
    const vb = yield* this.#addrToVbXa(start).erase(this.#addrToVbIdx(start));
    if (this.#vmapBlockTreeLock !== null) yield* this.#vmapBlockTreeLock.unlock();
    return vb;
  }

  /** The part of `new_vmap_block()` that says on which free list the block goes, and notes it in the block. */
  *#chooseQueue(vb: VmapBlock): Steps<VmapBlockQueue> {
    const { owner, ownerBeforeInsert } = this.form;
    if (owner === 'none' || owner === 'index') return yield* this.#thisQueue();
    if (!ownerBeforeInsert) vb.cpu.set(yield* this.#host.cpus.current());
    return owner === 'cpu looked up twice' ? yield* this.#thisQueue() : this.#queueOf(vb.cpu.get()!);
  }

  /** `vb_free()`. */
  *#vbFree(addr: number, pages: number): Steps {
    const size = 1 << getOrder(pages);
    const offset = addr % this.bits;
    const vb = yield* this.#addrToVbXa(addr).load(this.#addrToVbIdx(addr));
    if (vb === null) throw new Violation('I-NULL', `no block at ${addr}, which is to be unmapped`);
    if (this.form.usedMap) {
      yield* this.#lock(vb);
      vb.usedMap.set(vb.usedMap.get() & ~(((1 << size) - 1) << offset));
      yield* this.#unlock(vb);
    }
    yield* this.#host.translation.unmap({ start: addr, end: addr + pages });
    yield* this.#lock(vb);
    this.widenDirtyRange(vb, offset, size);
    const dirty = vb.dirty.get() + size;
    vb.dirty.set(dirty);
    this.#host.trace.emit('blockPagesDirty', { start: addr, end: addr + size });
    if (dirty === this.bits) {
      bugOn(vb.free.get() !== 0, `${vb.name} is all dirty, but has free pages`);
      yield* this.#unlock(vb);
      yield* this.#freeVmapBlock(vb);
    } else yield* this.#unlock(vb);
  }

  /** The part of `vb_free()` that widens the dirty range, which is not flushed yet. */
  protected widenDirtyRange(vb: VmapBlock, offset: number, size: number): void {
    vb.dirtyMin.set(Math.min(vb.dirtyMin.get(), offset));
    vb.dirtyMax.set(Math.max(vb.dirtyMax.get(), offset + size));
  }

  /** `free_vmap_block()`. */
  *#freeVmapBlock(vb: VmapBlock): Steps {
    const { va } = vb;
    this.#host.trace.emit('blockFreed', vb);
    const tmp = yield* this.#erase(va);
    bugOn(tmp !== vb, `${vb.name} is freed, but not in the index`);
    yield* this.#host.unlinkVa(va);
    yield* this.#host.freeVmapAreaNoflush(va);
    yield* this.giveBack(vb);
  }

  /** The end of `free_vmap_block()`. */
  protected *giveBack(vb: VmapBlock): Steps {
    yield* this.rcu.kfreeRcu(vb);
  }

  /** The queue whose lock `purge_fragmented_block()` takes; `vbq` is the one that its caller looks at. */
  #ownerOf(vb: VmapBlock, vbq: VmapBlockQueue): VmapBlockQueue {
    const { owner } = this.form;
    if (owner === 'none') return vbq;
    if (owner === 'index') return this.#addrToVbq(vb.va.start);
    const cpu = vb.cpu.get();
    if (cpu === null) throw new Violation('I-PUB', `${vb.name} can be found, but its cpu is not written yet`);
    return this.#queueOf(cpu);
  }

  /** `purge_fragmented_block()`. The block's lock is held. True if the caller is to free it. */
  *#purgeFragmentedBlock(vb: VmapBlock, vbq: VmapBlockQueue, purgeList: VmapBlock[], force: boolean): Steps<boolean> {
    const owner = this.#ownerOf(vb, vbq);
    const free = vb.free.get();
    const dirty = vb.dirty.get();
    if (free + dirty !== this.bits || dirty === this.bits) return false;
    if (!force && free >= this.purgeThreshold) return false;
    vb.free.set(0); // nobody may allocate from it any more
    vb.dirty.set(this.bits); // nobody may purge it again
    vb.dirtyMin.set(0);
    vb.dirtyMax.set(this.bits);
    yield* owner.lock.lock();
    vb.freeList.delete();
    yield* owner.lock.unlock();
    purgeList.push(vb);
    return true;
  }

  /** `free_purged_blocks()`. */
  *#freePurgedBlocks(purgeList: readonly VmapBlock[]): Steps {
    for (const vb of purgeList) yield* this.#freeVmapBlock(vb);
  }

  /** `purge_fragmented_blocks()`. */
  *#purgeFragmentedBlocks(cpu: number): Steps {
    const purgeList: VmapBlock[] = [];
    const vbq = this.#queueOf(cpu);
    yield* this.rcu.readLock();
    for (let vb = yield* vbq.free.next(); vb !== null; vb = yield* vb.freeList.next()) {
      const free = yield* this.#readOnce(vb, vb.free);
      const dirty = yield* this.#readOnce(vb, vb.dirty);
      if (free + dirty !== this.bits || dirty === this.bits) continue;
      yield* this.#lock(vb);
      yield* this.#purgeFragmentedBlock(vb, vbq, purgeList, true);
      yield* this.#unlock(vb);
    }
    yield* this.rcu.readUnlock();
    yield* this.#freePurgedBlocks(purgeList);
  }

  /** `purge_fragmented_blocks_allcpus()`. The purge lock is held. */
  *purgeFragmentedBlocksAllcpus(): Steps {
    for (const cpu of this.possibleCpus) yield* this.#purgeFragmentedBlocks(cpu);
  }

  /** What `_vm_unmap_aliases()` does before it takes the purge lock. Adds to the range what is to be flushed. */
  *collectBeforeLock(flush: MutableRange): Steps {
    if (!this.form.aliasesByIndex) yield* this.#collectFromFreeLists(flush);
  }

  /** What it does under that lock before it purges what is lazy. */
  *collectUnderLock(flush: MutableRange): Steps {
    if (this.form.aliasesByIndex) yield* this.#collectFromIndex(flush);
    else yield* this.purgeFragmentedBlocksAllcpus();
  }

  /** The walk of `_vm_unmap_aliases()` to 6.4. */
  *#collectFromFreeLists(flush: MutableRange): Steps {
    for (const cpu of this.possibleCpus) {
      const vbq = this.#queueOf(cpu);
      yield* this.rcu.readLock();
      for (let vb = yield* vbq.free.next(); vb !== null; vb = yield* vb.freeList.next()) {
        yield* this.#lock(vb);
        const dirty = vb.dirty.get();
        if (dirty > 0 && !(this.form.aliasesSkipFreed && dirty === this.bits)) this.#collect(vb, flush);
        yield* this.#unlock(vb);
      }
      yield* this.rcu.readUnlock();
    }
  }

  /** The walk of `_vm_unmap_aliases()` since 6.5. */
  *#collectFromIndex(flush: MutableRange): Steps {
    const purgeList: VmapBlock[] = [];
    for (const cpu of this.possibleCpus) {
      const vbq = this.#queueOf(cpu);
      yield* this.rcu.readLock();
      // xa_for_each
      for (let at = yield* vbq.vmapBlocks.find(0); at !== null; at = yield* vbq.vmapBlocks.find(at.index + 1)) {
        const vb = at.entry;
        yield* this.#lock(vb);
        const purged = yield* this.#purgeFragmentedBlock(vb, vbq, purgeList, false);
        if (!purged && vb.dirtyMax.get() > 0 && vb.dirty.get() !== this.bits) {
          this.#collect(vb, flush);
          vb.dirtyMin.set(this.bits); // that this is not flushed again
          vb.dirtyMax.set(0);
        }
        yield* this.#unlock(vb);
      }
      yield* this.rcu.readUnlock();
    }
    yield* this.#freePurgedBlocks(purgeList);
  }

  /** Adds the block's dirty range to what is to be flushed. */
  #collect(vb: VmapBlock, flush: MutableRange): void {
    const start = vb.va.start + vb.dirtyMin.get();
    const end = vb.va.start + vb.dirtyMax.get();
    flush.start = Math.min(flush.start, start);
    flush.end = Math.max(flush.end, end);
    this.#host.trace.emit('blockPagesCollected', { start, end });
  }
}
