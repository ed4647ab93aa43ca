/**
 * The dynamic per-CPU allocator of 2005 (Thirumalai), seed 003, in the revision of 13 September 2005, "[patch 2/11] mm:
 * Reimplementation of dynamic per-cpu allocator", as in vmalloc-designs.md, part 1, on the vmalloc code of 2.6.11.
 *
 * Objects live in blocks of vmalloc space: the areas of CPU 0, CPU 1 and so on, possible or not, then the management
 * pages with the descriptor; a guard page ends the area. A pointer is an address in CPU 0's area. Left out: contents of
 * objects, identities of pages (a page is known by where it is mapped), page_table_lock (a mapping is one step), readers
 * of vmlist_lock.
 */
import { PlainObject } from '../../scheduler/object.js';
import { bugOn, type Steps, Violation } from '../../scheduler/step.js';
import { Cpus } from '../cpu/cpus.js';
import { Interrupts } from '../cpu/interrupts.js';
import { Translation } from '../hardware/translation.js';
import { AreaTree } from '../memory/area-tree.js';
import { List, type ListNode } from '../memory/list.js';
import type { PageRange } from '../memory/range-set.js';
import { Slab } from '../memory/slab.js';
import { Field } from '../sync/field.js';
import { SpinLock } from '../sync/spin-lock.js';
import { type CallObserver, Tracepoints } from '../tracepoints.js';

/** Addresses and sizes of objects are in units, the bytes of the model; those of areas in pages. */
export interface PercpuParameters {
  /** NR_CPUS. Default 3. */
  readonly nrCpus?: number;
  /** CPUs that are possible, ascending. Default 0 and 1. */
  readonly possible?: readonly number[];
  /** The vmalloc window is `[0, window)`, in pages. Default 24: three blocks. */
  readonly window?: number;
  /** PAGE_SIZE, in units. Default 2. */
  readonly pageSize?: number;
  /** PCPU_CURR_SIZE, in units: what sizes are multiples of. Default 1. */
  readonly currSize?: number;
  /** PCPU_BLKSIZE, in pages: what a block has for each CPU. Default 2. */
  readonly blockPages?: number;
  /** BLOCK_MANAGEMENT_PAGES. Default 1. */
  readonly managementPages?: number;
  /** Pages that the vmalloc code keeps free behind an area. Default 1. */
  readonly guardPages?: number;
  /** How many page allocations of each thread may fail. Default 0. */
  readonly pageFailures?: number;
  /** How many allocations of page tables of each thread may fail, which ends a mapping anywhere. Default 0. */
  readonly pageTableFailures?: number;
  /** How many `vm_struct` allocations of each thread may fail. Default 0. */
  readonly slabFailures?: number;
}

/** What was asked of an allocation, in units. */
export interface ObjectRequest {
  /** In units. */
  readonly size: number;
  /** Units that the address is a multiple of. */
  readonly align: number;
}

/** The design's tracepoints. Objects are ranges of units in CPU 0's area. */
export interface PercpuObserver extends CallObserver {
  /** The object is about to be returned to the caller. */
  allocated?(object: PageRange, request: ObjectRequest): void;
  /** The owner gives the object back; its block still has it. */
  released?(object: PageRange): void;
  /** No block from the first one that is not full has room: this search failed in this event. */
  missed?(request: ObjectRequest): void;
  /** The block has just been put on the list. */
  blockAdded?(blkp: PcpuBlock): void;
  /** A page was taken for a CPU, or, if that is null, for management. */
  pageTaken?(cpu: number | null): void;
  /** It was given back; `page` is where it was mapped, if it was. */
  pageFreed?(cpu: number | null, page?: number): void;
  /** A `vm_struct` was allocated. */
  areaTaken?(): void;
  /** It was freed. */
  areaFreed?(): void;
  /** What follows waits until all CPUs have answered an interrupt; called from this CPU. */
  callsAllCpus?(what: string, cpu: number): void;
}

/** `struct buf_ctl`: a live object. Which of the block's array it is, is part of its name. */
export class BufCtl implements ListNode {
  readonly name: string;
  list: List<never> | null = null;
  readonly index: number;
  readonly addr: number;
  readonly size: number;

  constructor(index: number, addr: number, size: number) {
    this.name = `buf_ctl[${index}] of [${addr},${addr + size})`;
    this.index = index;
    this.addr = addr;
    this.size = size;
  }
}

/** `struct obj_map_elmt`: a maximal run of clear bits. */
interface ObjMapElmt {
  readonly startbit: number;
  /** In units. */
  readonly objSize: number;
}

/** End of a block's list of free buf_ctls. */
const SENTINEL = -1;

/**
 * `struct pcpu_block`. Private to its creator until it is on the list, then guarded by blklist_lock. As its place is an
 * address, there is one for each place where a block may begin.
 */
export class PcpuBlock extends PlainObject implements ListNode {
  list: List<never> | null = null;
  /** `start_addr`, in pages. */
  readonly start: number;
  /** Room in `pages[]`. */
  #pages = 0;
  #bitmap: boolean[] = [];
  #bufctlFl: number[] = [];
  #bufctlFlHead = 0;
  #sizeUsed = 0;

  constructor(start: number) {
    super(`block[${start}]`);
    this.start = start;
  }

  /** `init_pcpu_block()`, into zeroed pages: no object, and every buf_ctl free. `pages[]` has so many elements. */
  init(objects: number, pages: number): void {
    this.writes();
    this.#pages = pages;
    this.#bitmap = new Array<boolean>(objects).fill(false);
    this.#bufctlFl = Array.from({ length: objects }, (_, k) => (k + 1 < objects ? k + 1 : SENTINEL));
    this.#bufctlFlHead = 0;
    this.#sizeUsed = 0;
  }

  /** A page is noted in `pages[]`. A violation if that is behind its end, where the list links are. */
  setPage(index: number): void {
    this.reads();
    if (index < this.#pages) return;
    throw new Violation('out of bounds', `pages[${index}] of ${this.name} is written, which has ${this.#pages}`);
  }

  /** `size_used`, in units. */
  get sizeUsed(): number {
    this.reads();
    return this.told(this.#sizeUsed);
  }

  /** Changes `size_used`. */
  addSizeUsed(change: number): void {
    this.modifies();
    this.#sizeUsed += change;
  }

  /** `set_bit` or `clear_bit`, for each of these. */
  fillBits(from: number, to: number, value: boolean): void {
    this.modifies();
    this.#bitmap.fill(value, from, to);
  }

  /** Which units are taken. */
  get bitmap(): readonly boolean[] {
    this.reads();
    return this.told(this.#bitmap);
  }

  /** `alloc_bufctl()`: index of a free buf_ctl. */
  allocBufctl(): number {
    this.modifies();
    const head = this.#bufctlFlHead;
    bugOn(head === SENTINEL, `${this.name} has no buf_ctl left`);
    this.#bufctlFlHead = this.#bufctlFl[head]!;
    return this.told(head);
  }

  /** `free_bufctl()`. */
  freeBufctl(index: number): void {
    this.modifies();
    this.#bufctlFl[index] = this.#bufctlFlHead;
    this.#bufctlFlHead = index;
  }

  /** For claims: indices of the free buf_ctls. */
  get freeBufctls(): number[] {
    this.reads();
    const found: number[] = [];
    for (let k = this.#bufctlFlHead; k !== SENTINEL && found.length <= this.#bufctlFl.length; k = this.#bufctlFl[k]!)
      found.push(k);
    return this.told(found);
  }

  override get tellsAnswers(): boolean {
    return true;
  }

  snapshot(): unknown {
    return {
      bitmap: this.#bitmap.map((bit) => (bit ? '1' : '0')).join(''),
      size_used: this.#sizeUsed,
      bufctl_fl: [...this.#bufctlFl],
      bufctl_fl_head: this.#bufctlFlHead,
    };
  }
}

/** The per-CPU object allocator of 2005: blocks, each with a bitmap, on one list under one lock. Never merged. */
export class PercpuAllocator2005 {
  /** NR_CPUS: areas that a block has, possible or not. */
  readonly nrCpus: number;
  /** CPUs that are possible, ascending. */
  readonly possible: readonly number[];
  /** End of the vmalloc window, in pages; it begins at 0. */
  readonly vmallocEnd: number;
  /** PAGE_SIZE, in units. */
  readonly pageSize: number;
  /** PCPU_CURR_SIZE, in units. */
  readonly currSize: number;
  /** PCPU_BLKSIZE, in pages. */
  readonly blockPages: number;
  /** BLOCK_MANAGEMENT_PAGES. */
  readonly managementPages: number;
  /** Pages kept free behind an area. */
  readonly guardPages: number;
  /** The machine, and which CPU each thread is on. */
  readonly cpus: Cpus;
  /** Interrupts on each CPU. */
  readonly interrupts: Interrupts;
  /** Page table and TLBs. */
  readonly translation = new Translation();
  /** Where the design says what it is doing; claims listen there. */
  readonly trace = new Tracepoints<PercpuObserver>();
  /** Guards `vmlist`. */
  readonly vmlistLock = new SpinLock('vmlist_lock');
  /** Areas of the vmalloc window. */
  readonly vmlist = new AreaTree<PageRange>('vmlist', this.vmlistLock);
  /** Guards the blocks and the objects in them. */
  readonly blklistLock = new SpinLock('blklist_lock');
  /** Meant to be sorted: what is used most first. */
  readonly blkhead = new List<PcpuBlock>('blkhead');
  /** Null: the head. */
  readonly firstnotfull = new Field<PcpuBlock | null>('firstnotfull', null);
  /** Every live object. */
  readonly bufHead = new List<BufCtl>('buf_head');
  /** Scratch, used under blklist_lock. */
  readonly objMap = new Field<readonly ObjMapElmt[]>('obj_map', []);
  readonly #descriptors: readonly PcpuBlock[];
  readonly #pages: Slab;
  readonly #pageTables: Slab;
  readonly #areas: Slab;

  constructor(parameters: PercpuParameters = {}) {
    this.nrCpus = parameters.nrCpus ?? 3;
    this.possible = parameters.possible ?? [0, 1];
    this.vmallocEnd = parameters.window ?? 24;
    this.pageSize = parameters.pageSize ?? 2;
    this.currSize = parameters.currSize ?? 1;
    this.blockPages = parameters.blockPages ?? 2;
    this.managementPages = parameters.managementPages ?? 1;
    this.guardPages = parameters.guardPages ?? 1;
    this.cpus = new Cpus(this.nrCpus);
    this.interrupts = new Interrupts(this.nrCpus);
    const pitch = this.#areaPages + this.guardPages; // all areas have this size, so they begin at its multiples
    const count = Math.floor(this.vmallocEnd / pitch);
    this.#descriptors = Array.from({ length: count }, (_, k) => new PcpuBlock(k * pitch));
    this.#pages = new Slab('page', parameters.pageFailures ?? 0, 'alloc_pages');
    this.#pageTables = new Slab('page table', parameters.pageTableFailures ?? 0, 'pte_alloc_kernel');
    this.#areas = new Slab('vm_struct', parameters.slabFailures ?? 0, 'kmalloc');
  }

  /** PCPU_BLKSIZE and MAX_OBJSIZE, in units. */
  get blockSize(): number {
    return this.blockPages * this.pageSize;
  }

  /** PCPUPAGES_PER_BLOCK. */
  get #cpuPages(): number {
    return this.nrCpus * this.blockPages;
  }

  /** Pages of a block without the guard page. */
  get #areaPages(): number {
    return this.#cpuPages + this.managementPages;
  }

  /** Every spin lock, for claims. */
  get spinLocks(): SpinLock[] {
    return [this.blklistLock, this.vmlistLock];
  }

  /** Pages of one CPU in the block that begins at this page. */
  cpuArea(start: number, cpu: number): PageRange {
    const first = start + cpu * this.blockPages;
    return { start: first, end: first + this.blockPages };
  }

  /** Management pages of the block that begins at this page. */
  management(start: number): PageRange {
    const first = start + this.#cpuPages;
    return { start: first, end: first + this.managementPages };
  }

  /** The block whose area begins at this page: the object's address is known, its memory only if it is mapped. */
  #descriptor(start: number): PcpuBlock {
    const blkp = this.#descriptors.find((each) => each.start === start)!;
    const { start: page } = this.management(start);
    this.translation.access({ start: page, end: page + 1 }, `the descriptor of ${blkp.name}`);
    return blkp;
  }

  /** `spin_lock_irqsave(&blklist_lock)`: interrupts stay off while it spins. */
  *#lockBlklist(): Steps {
    yield* this.interrupts.save(yield* this.cpus.current());
    yield* this.blklistLock.lock();
  }

  /** `spin_unlock_irqrestore(&blklist_lock)`. */
  *#unlockBlklist(): Steps {
    yield* this.blklistLock.unlock();
    yield* this.interrupts.restore(yield* this.cpus.current());
  }

  // mm/vmalloc.c, 2.6.11 ---------------------------------------------------------------------------------------------

  /** `__get_vm_area()`: the lowest gap in vmlist that fits the pages and a guard page; null if there is none. */
  *#getVmArea(pages: number): Steps<PageRange | null> {
    if (!(yield* this.#areas.alloc())) return null;
    this.trace.emit('areaTaken');
    const size = pages + this.guardPages;
    yield* this.vmlistLock.lock();
    let addr = 0;
    for (const tmp of this.vmlist.areas) {
      if (addr + size <= tmp.start) break;
      addr = tmp.end;
    }
    const area = addr + size <= this.vmallocEnd ? { start: addr, end: addr + size } : null;
    if (area !== null) this.vmlist.insert(area);
    yield* this.vmlistLock.unlock();
    if (area === null) this.trace.emit('areaFreed'); // out:
    return area;
  }

  /** `remove_vm_area()`: unmaps and unlinks the area that begins here. Its `vm_struct` is left to the caller. */
  protected *removeVmArea(start: number): Steps<PageRange | null> {
    yield* this.vmlistLock.lock();
    const area = this.vmlist.find(start);
    if (area !== null) {
      yield* this.#unmapVmArea(area);
      this.vmlist.unlink(area);
    }
    yield* this.vmlistLock.unlock();
    return area;
  }

  /** `map_vm_area()`: all but the last page, which it takes for the guard. False if that failed, somewhere. */
  *#mapVmArea({ start, end }: PageRange): Steps<boolean> {
    const last = end - 1;
    let to = start;
    while (to < last && (yield* this.#pageTables.alloc())) to++;
    if (to > start) yield* this.translation.map({ start, end: to });
    return to === last;
  }

  /** `unmap_vm_area()`: all pages, the last included. */
  *#unmapVmArea({ start, end }: PageRange): Steps {
    yield* this.translation.unmap({ start, end });
    const cpu = yield* this.cpus.current();
    this.trace.emit('callsAllCpus', 'flush_tlb_kernel_range', cpu);
    yield* this.interrupts.onEachCpu(cpu);
    yield* this.translation.flush(start, end);
  }

  // mm/percpu.c ------------------------------------------------------------------------------------------------------

  /** `alloc_pages()` or `alloc_pages_node()`, GFP_ATOMIC; a null CPU stands for management. */
  *#allocPage(cpu: number | null): Steps<boolean> {
    if (!(yield* this.#pages.alloc('GFP_ATOMIC'))) return false;
    this.trace.emit('pageTaken', cpu);
    return true;
  }

  /** `valloc_percpu()`: a block's address space, its pages and their mappings. Null, and all undone, on failure. */
  *#vallocPercpu(): Steps<PageRange | null> {
    for (let i = 0; i < this.managementPages; i++) {
      if (yield* this.#allocPage(null)) continue;
      while (--i >= 0) this.trace.emit('pageFreed', null);
      return null;
    }
    const area = yield* this.#getVmArea(this.#areaPages);
    if (area === null) return this.#rollbackMgt();
    if (!(yield* this.#mapVmArea(asVmStruct(this.management(area.start))))) return yield* this.#rollbackVmArea(area);
    const blkp = this.#descriptor(area.start);
    blkp.init(this.blockSize / this.currSize, this.#cpuPages * 2);
    for (let i = 0; i < this.managementPages; i++) blkp.setPage(this.#cpuPages + i);
    // Node-local pages for possible CPUs, then vm_structs split from the area to map them by.
    for (const cpu of this.possible)
      for (let j = cpu * this.blockPages; j < (cpu + 1) * this.blockPages; j++) {
        if (!(yield* this.#allocPage(cpu))) return yield* this.#rollbackPages(area, j);
        blkp.setPage(j);
      }
    for (const cpu of this.possible)
      if (!(yield* this.#mapVmArea(asVmStruct(this.cpuArea(area.start, cpu))))) return yield* this.#failMap(area, cpu);
    return area;
  }

  /** `fail_map:` the CPUs before the one whose mapping failed are unmapped. */
  *#failMap(area: PageRange, failed: number): Steps<null> {
    for (const cpu of this.possible.filter((each) => each < failed).reverse())
      yield* this.#unmapVmArea(asVmStruct(this.cpuArea(area.start, cpu)));
    return yield* this.#rollbackPages(area, this.#cpuPages);
  }

  /** `rollback_pages:` pages below that index are freed. */
  *#rollbackPages(area: PageRange, j: number): Steps<null> {
    this.#descriptor(area.start);
    while (--j >= 0) {
      const cpu = Math.floor(j / this.blockPages);
      if (this.possible.includes(cpu)) this.trace.emit('pageFreed', cpu, area.start + j);
    }
    yield* this.#unmapVmArea(asVmStruct(this.management(area.start)));
    return yield* this.#rollbackVmArea(area);
  }

  /** `rollback_vm_area:` */
  *#rollbackVmArea(area: PageRange): Steps<null> {
    const removed = yield* this.removeVmArea(area.start);
    bugOn(removed === null, 'valloc_percpu: its area is not there');
    return this.#rollbackMgt();
  }

  /** `rollback_mgt:` */
  #rollbackMgt(): null {
    for (let i = 0; i < this.managementPages; i++) this.trace.emit('pageFreed', null);
    return null;
  }

  /** `vfree_percpu()`: gives the block's mappings, pages and address space back. */
  protected *vfreePercpu(start: number): Steps {
    this.#descriptor(start); // backs up what management pages it has
    for (const cpu of this.possible) yield* this.#unmapVmArea(asVmStruct(this.cpuArea(start, cpu)));
    this.#descriptor(start); // looks up the CPUs' pages
    for (const cpu of this.possible) {
      const { start: page, end } = this.cpuArea(start, cpu);
      for (let each = page; each < end; each++) this.trace.emit('pageFreed', cpu, each);
    }
    const management = this.management(start);
    yield* this.#unmapVmArea(asVmStruct(management));
    for (let page = management.start; page < management.end; page++) this.trace.emit('pageFreed', null, page);
    const area = yield* this.removeVmArea(start);
    bugOn(area === null, 'vfree_percpu: its area is not there');
  }

  /** `add_percpu_block()`: false if there is no memory. */
  *#addPercpuBlock(): Steps<boolean> {
    const area = yield* this.#vallocPercpu();
    if (area === null) return false;
    const blkp = this.#descriptor(area.start);
    yield* this.#lockBlklist();
    this.blkhead.addTail(blkp);
    if (this.firstnotfull.get() === null) this.firstnotfull.set(blkp);
    this.trace.emit('blockAdded', blkp);
    yield* this.#unlockBlklist();
    return true;
  }

  /** `make_obj_map()`, and the sort by size, ascending. Of equal runs the lowest is first; the kernel does not say. */
  makeObjMap(blkp: PcpuBlock): readonly ObjMapElmt[] {
    const { bitmap } = blkp;
    const map: ObjMapElmt[] = [];
    for (let i = 0; i < bitmap.length; i++) {
      if (bitmap[i]) continue;
      const startbit = i;
      while (i < bitmap.length && !bitmap[i]) i++;
      map.push({ startbit, objSize: (i - startbit) * this.currSize });
    }
    return map.sort((a, b) => a.objSize - b.objSize);
  }

  /** The part of `get_obj_from_block()` that decides: first bit of the object, or null. */
  findRoom(blkp: PcpuBlock, map: readonly ObjMapElmt[], { size, align }: ObjectRequest): number | null {
    const nrCurrency = size / this.currSize;
    for (const { startbit, objSize } of map) {
      const endbit = startbit + objSize / this.currSize;
      for (let bit = startbit; bit + nrCurrency <= endbit; bit++)
        if ((blkp.start * this.pageSize + bit * this.currSize) % align === 0) return bit; // else slide, or the next run
    }
    return null;
  }

  /** `get_obj_from_block()`: the object's address, or null. */
  #getObjFromBlock(request: ObjectRequest, blkp: PcpuBlock): number | null {
    this.objMap.set(this.makeObjMap(blkp));
    const objStartbit = this.findRoom(blkp, this.objMap.get(), request);
    if (objStartbit === null) return null;
    const { size } = request;
    const objp = blkp.start * this.pageSize + objStartbit * this.currSize;
    const bufctl = new BufCtl(blkp.allocBufctl(), objp, size);
    blkp.fillBits(objStartbit, objStartbit + size / this.currSize, true);
    blkp.addSizeUsed(size);
    this.sortBlkListUp(blkp);
    this.bufHead.add(bufctl); // add_bufctl
    return objp;
  }

  /** `sort_blk_list_up()`: more is used of the block, so it can only go up. */
  protected sortBlkListUp(blkp: PcpuBlock): void {
    const { blkhead, firstnotfull } = this;
    const { sizeUsed } = blkp;
    for (let pos = blkhead.before(blkp); pos !== null && pos.sizeUsed < sizeUsed; pos = blkhead.before(blkp)) {
      blkhead.delete(blkp);
      blkhead.addBefore(blkp, pos);
    }
    if (sizeUsed === this.blockSize) {
      firstnotfull.set(blkhead.after(blkp));
      return;
    }
    const first = firstnotfull.get();
    if (first === null) throw new Violation('I-NULL', 'sort_blk_list_up takes the head of the list for a block');
    if (sizeUsed > first.sizeUsed) firstnotfull.set(blkp);
  }

  /** `__alloc_percpu()`: the object's address for CPU 0, or null. An alignment of 0 stands for the currency. */
  *allocPercpu(size: number, align = 0): Steps<number | null> {
    if (size === 0) return null;
    const request = { size: Math.max(size, this.currSize), align: align === 0 ? this.currSize : align };
    if (request.size > this.blockSize) return null;
    bugOn(request.size % this.currSize !== 0, `__alloc_percpu: ${size} is no multiple of ${this.currSize}`);
    for (;;) {
      yield* this.#lockBlklist(); // try_after_refill:
      for (let blkp = this.firstnotfull.get(); blkp !== null; blkp = this.blkhead.after(blkp)) {
        const obj = this.#getObjFromBlock(request, blkp);
        if (obj === null) continue; // try_next_block:
        this.trace.emit('allocated', { start: obj, end: obj + request.size }, request);
        yield* this.#unlockBlklist();
        this.#zeroObj(obj, request.size);
        return obj;
      }
      this.trace.emit('missed', request);
      yield* this.#unlockBlklist(); // unlock_and_get_mem:
      if (!(yield* this.#addPercpuBlock())) return null;
    }
  }

  /** `zero_obj()`. */
  #zeroObj(obj: number, size: number): void {
    for (const cpu of this.possible) {
      const offset = cpu * this.blockPages;
      const start = Math.floor(obj / this.pageSize) + offset;
      const end = Math.ceil((obj + size) / this.pageSize) + offset;
      this.translation.access({ start, end }, `CPU ${cpu}'s copy of an object`);
    }
  }

  /** `sort_blk_list_down()`: less is used of the block, so it can only go down. */
  protected sortBlkListDown(blkp: PcpuBlock): void {
    const { blkhead, firstnotfull } = this;
    const isFull = (pos: PcpuBlock) => pos.sizeUsed === this.blockSize;
    const { sizeUsed } = blkp;
    let prev = blkhead.before(blkp);
    let next = blkhead.after(blkp);
    for (let pos = next; pos !== null && pos.sizeUsed > sizeUsed; pos = blkhead.after(blkp)) {
      blkhead.delete(blkp);
      blkhead.addAfter(blkp, pos);
    }
    if (firstnotfull.get() === null) {
      firstnotfull.set(blkp);
      return;
    }
    if (firstnotfull.get() !== blkp) return; // even if the block precedes it and was full
    if (prev !== null && !isFull(prev)) {
      firstnotfull.set(prev);
      const { sizeUsed: topmost } = prev;
      for (prev = blkhead.before(prev); prev !== null && !isFull(prev); prev = blkhead.before(prev)) {
        if (prev.sizeUsed !== topmost) return;
        firstnotfull.set(prev);
      }
    } else if (next !== null) {
      firstnotfull.set(next); // even if the block still precedes it
      if (!isFull(next)) return;
      for (next = blkhead.after(next); next !== null && isFull(next); next = blkhead.after(next))
        firstnotfull.set(next);
    }
  }

  /** `free_percpu_obj()`: gives the object back, and the block with its last one. */
  *#freePercpuObj(blkp: PcpuBlock, bufp: BufCtl): Steps {
    blkp.addSizeUsed(-bufp.size);
    if (blkp.sizeUsed > 0) {
      const objStartbit = (bufp.addr - blkp.start * this.pageSize) / this.currSize;
      blkp.fillBits(objStartbit, objStartbit + bufp.size / this.currSize, false);
      this.sortBlkListDown(blkp);
    } else this.unlinkEmptied(blkp);
    this.bufHead.delete(bufp);
    blkp.freeBufctl(bufp.index);
    if (blkp.sizeUsed === 0) yield* this.vfreePercpu(blkp.start);
  }

  /** The part of `free_percpu_obj()` for a block without objects: finds another first one, and unlinks the block. */
  protected unlinkEmptied(blkp: PcpuBlock): void {
    const { blkhead, firstnotfull } = this;
    if (firstnotfull.get() === blkp) {
      let first = blkhead.before(blkp);
      while (first !== null) {
        const before = blkhead.before(first);
        if (first.sizeUsed === this.blockSize) first = null;
        else if (before === null || before.sizeUsed !== first.sizeUsed) break;
        else first = before;
      }
      firstnotfull.set(first); // the head, if there is none before the block: those behind it are not looked at
    }
    blkhead.delete(blkp);
  }

  /** `free_percpu()`. */
  *freePercpu(objp: number): Steps {
    yield* this.#lockBlklist();
    const bufp = this.bufHead.nodes.find(({ addr }) => addr === objp);
    if (bufp === undefined) throw new Violation('BUG_ON', `free_percpu: there is no object at ${objp}`);
    const blkp = this.blkhead.nodes.find(({ start }) => {
      const offset = objp - start * this.pageSize;
      return offset >= 0 && offset < this.blockSize;
    });
    if (blkp === undefined) throw new Violation('BUG_ON', `free_percpu: there is no block with an object at ${objp}`);
    this.trace.emit('released', { start: objp, end: objp + bufp.size });
    yield* this.#freePercpuObj(blkp, bufp);
    yield* this.#unlockBlklist();
  }
}

/** The `vm_struct` that `map_vm_area()` and `unmap_vm_area()` are given for these pages: as if a guard page followed. */
function asVmStruct({ start, end }: PageRange): PageRange {
  return { start, end: end + 1 };
}

/** What workloads, claims and figures use of a per-CPU design. A class that is a changed copy of this one has it, too. */
export type PercpuDesign = Pick<PercpuAllocator2005, keyof PercpuAllocator2005>;
