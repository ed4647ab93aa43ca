/**
 * Where a design says what it is doing, as the kernel's own tracepoints do (`trace_alloc_vmap_area`,
 * `trace_free_vmap_area_noflush`, `trace_purge_vmap_area_lazy`). Claims listen here; without listeners nothing
 * happens. A listener runs in the event of the code that called it and is no part of the design.
 */
import { ghost } from '../scheduler/object.js';
import type { PageRange } from './memory/range-set.js';

/** What was asked of an allocation. */
export interface Request {
  /** At least 1. */
  readonly pages: number;
  /** Pages that the start is a multiple of. */
  readonly align: number;
  /** The caller must not sleep. Default false. */
  readonly noBlock?: boolean;
}

/** Where a request lies in the free area that it is cut from: all of it, at its left or right edge, or at none. */
export type FitType = 'FL' | 'LE' | 'RE' | 'NE';

/** A field, for claims to look at. */
export interface ObservedField {
  /** Its value; a read. */
  get(): number;
}

/** A list node, for claims to look at. */
export interface ObservedNode {
  /** Never on a list so far, on one, or taken off it. */
  readonly place: 'fresh' | 'listed' | 'deleted';
}

/** What claims see of a `struct vmap_block`. To look at its fields is an access. */
export interface ObservedBlock {
  /** For messages. */
  readonly name: string;
  /** Its pages. */
  readonly va: PageRange;
  /** Pages that nobody has had yet. */
  readonly free: ObservedField;
  /** Pages that were unmapped. */
  readonly dirty: ObservedField;
  /** First dirty page that is not flushed, counted from the start. */
  readonly dirtyMin: ObservedField;
  /** The page behind the last of these. */
  readonly dirtyMax: ObservedField;
  /** Whether it is on a free list: not yet, now, or no longer. */
  readonly freeList: ObservedNode;
}

/** What workloads say of every kind of allocator. */
export interface CallObserver {
  /** A call of the workload, or of the set-up, returns with these ranges, or none; null: it failed, or found nothing. */
  returned?(result: readonly PageRange[] | null): void;
}

/**
 * Tracepoints of page allocators. A listener has those that it wants; each is called within the event that it is
 * about.
 */
export interface AllocatorObserver extends CallObserver {
  /** The range has just been cut out of free space, or taken from a pool, for an allocation. */
  reserved?(range: PageRange): void;
  /** The range is about to be returned to the caller. */
  allocated?(range: PageRange, request: Request): void;
  /** The owner gives the range back: it has just left the busy set, or, where it stays there, the call has begun. */
  released?(range: PageRange): void;
  /** The call that gave the range back returns. */
  freed?(range: PageRange): void;
  /** `vm_unmap_aliases` begins. */
  unmapAliasesBegins?(): void;
  /** `vm_unmap_aliases` returns. */
  unmapAliasesEnds?(): void;
  /** The range has just been put on a lazy list. */
  lazy?(range: PageRange): void;
  /** A purge has just taken these ranges off a lazy list. */
  spliced?(ranges: readonly PageRange[]): void;
  /** The range is in a free tree again: the global one, or that of a node or zone. */
  reclaimed?(range: PageRange, to: 'global' | number): void;
  /** A purge holds the lock, or holds it again, under which it frees what it took. */
  purgeFrees?(): void;
  /** A purge that has more to free is about to drop that lock for a moment. */
  purgeGivesWay?(): void;
  /** A purge returns, having freed what it took. */
  purged?(): void;
  /** The allocation's last resort, a purge, is over; it is about to search again. */
  purgedForAllocation?(): void;
  /** The block is about to be inserted into the index; no page of it is in use yet. */
  blockMade?(block: ObservedBlock): void;
  /** Pages of a block are somebody's from now on. */
  blockPagesTaken?(range: PageRange): void;
  /** Pages of a block were unmapped: they are dirty. */
  blockPagesDirty?(range: PageRange): void;
  /** Dirty pages of a block are in the range that `vm_unmap_aliases` is going to flush. */
  blockPagesCollected?(range: PageRange): void;
  /** Who changed the block or looked at it is about to release its lock. */
  blockSettled?(block: ObservedBlock): void;
  /** `free_vmap_block` begins. */
  blockFreed?(block: ObservedBlock): void;
  /** Somebody looks for the area that this page lies in. */
  lookupBegins?(page: number): void;
  /** The lookup is about to return this area, or none. */
  lookupEnds?(page: number, found: PageRange | null): void;
  /** The pages asked for were cut out of a free area. */
  carved?(fit: FitType): void;
  /** A search for free space is over: it looked at so many areas, one after another. */
  searched?(visited: number): void;
  /** The allocation gives up for lack of space: its last search failed in this event. */
  exhausted?(request: Request): void;
  /** A search in the node's (zone's) own free tree failed, or was skipped because the tree looked empty. */
  missed?(node: number): void;
  /** Somebody fetches a block for the node. */
  fillBegins?(node: number): void;
  /** The block was carved out of the global heap for the node. */
  blockTaken?(node: number, block: PageRange): void;
  /** What the node may hand out of the block is now in its free tree. */
  blockInserted?(node: number, usable: PageRange): void;
  /** Whoever fetched a block for the node is through, with or without one. */
  fillEnds?(node: number): void;
  /** The node gave the whole block back to the global heap. */
  blockReturned?(node: number, block: PageRange): void;
}

/** Calls every listener, in order, as claims (see `ghost`). `O` has the tracepoints of a design, as methods. */
export class Tracepoints<O = AllocatorObserver> {
  /** By tracepoint, the listeners that have it: looking for what most of them lack took a tenth of an exploration. */
  readonly #listeners = new Map<keyof O, O[]>();

  /** Adds a listener, behind those that there are. Throws TypeError unless it is an object literal: its methods are listed. */
  attach(listener: O): void {
    if (Object.getPrototypeOf(listener) !== Object.prototype)
      throw new TypeError('a listener of tracepoints is an object literal: methods of a class cannot be listed');
    for (const point in listener) {
      const listeners = this.#listeners.get(point);
      if (listeners === undefined) this.#listeners.set(point, [listener]);
      else listeners.push(listener);
    }
  }

  /** Tells every listener that has a method of that name; called by designs, in the event where it happens. */
  emit<K extends keyof O>(point: K, ...values: Parameters<Extract<O[K], (...values: never[]) => void>>): void {
    const listeners = this.#listeners.get(point);
    if (listeners === undefined) return;
    ghost(() => {
      for (const listener of listeners) (listener[point] as (...values: unknown[]) => void).call(listener, ...values);
    });
  }
}
