/**
 * What the busy list has freed but not purged, in the two forms of vmalloc-designs.md 2.3: until 4.6 a flag on areas of
 * the list of all areas, which a purge walks; since 4.7 a list of its own. Either way the areas stay in the busy tree.
 */
import { ghost, SharedObject } from '../../scheduler/object.js';
import { type Operation, report, Step, type Steps, Violation } from '../../scheduler/step.js';
import type { VmapArea } from '../allocator.js';
import type { AreaTree } from '../memory/area-tree.js';
import { showRange } from '../memory/range-set.js';
import type { AtomicWord } from '../sync/atomic-word.js';
import { LList } from '../sync/llist.js';
import type { Tracepoints } from '../tracepoints.js';

/** What of the allocator the lazy areas know. */
export interface Descriptors {
  /** `vmap_area_root` and `vmap_area_list`. A descriptor lives as long as its area is in there. */
  readonly vmapArea: AreaTree<VmapArea>;
  readonly vmapLazyNr: AtomicWord;
  readonly trace: Tracepoints;
}

/** The areas on which nobody but a purge may rely any more. */
export interface LazyAreas {
  /** First half of `free_vmap_area_noflush()`: counts the area and gives it to the purge. Returns the count. */
  add(va: VmapArea): Steps<number>;
  /** First third of `__purge_vmap_area_lazy()`: every lazy area; none of them is lazy any more. */
  take(): Steps<readonly VmapArea[]>;
  /** For claims. */
  readonly areas: readonly VmapArea[];
}

/** `(va->va_end - va->va_start) >> PAGE_SHIFT`, read from a descriptor that may be freed already: I-UAF. */
export function pagesOf(va: VmapArea, { vmapArea }: Descriptors): number {
  if (ghost(() => !vmapArea.has(va)))
    report(new Violation('I-UAF', `va_start and va_end of ${showRange(va)} are read after its descriptor was freed`));
  return va.end - va.start;
}

/** Since 4.7: `vmap_purge_list`. Counted first, then given away. */
export class PurgeList implements LazyAreas {
  readonly #mm: Descriptors;
  readonly #vmapPurgeList = new LList<VmapArea>('vmap_purge_list');

  constructor(mm: Descriptors) {
    this.#mm = mm;
  }

  *add(va: VmapArea): Steps<number> {
    const nrLazy = yield* this.#mm.vmapLazyNr.addReturn(pagesOf(va, this.#mm));
    yield* this.#vmapPurgeList.add(va); // from here on va may be freed at any time
    this.#mm.trace.emit('lazy', va);
    return nrLazy;
  }

  *take(): Steps<readonly VmapArea[]> {
    const valist = yield* this.#vmapPurgeList.delAll();
    this.#mm.trace.emit('spliced', valist);
    return valist;
  }

  get areas(): readonly VmapArea[] {
    return this.#vmapPurgeList.nodes;
  }
}

const FLAG: Operation<void> = {
  name: 'set VM_LAZY_FREE',
  perform: (step) => (step.object as LazyFlags).mark(step.argument as VmapArea),
  describe: (step) => `set VM_LAZY_FREE of ${showRange(step.argument as VmapArea)}`,
};
const TEST_FLAG: Operation<boolean> = {
  name: 'take VM_LAZY_FREE',
  perform: (step) => (step.object as LazyFlags).unmark(step.argument as VmapArea),
  describe: (step) => `take VM_LAZY_FREE of ${showRange(step.argument as VmapArea)}`,
};
const READ_SIZE: Operation<number> = {
  name: 'read va_start, va_end',
  perform: (step) => (step.object as LazyFlags).sizeOf(step.argument as VmapArea),
  describe: (step) => `read va_start, va_end of ${showRange(step.argument as VmapArea)}`,
};

/** Until 4.6: VM_LAZY_FREE in `va->flags`, given away first, then counted. The flags are plain words in the kernel. */
export class LazyFlags extends SharedObject implements LazyAreas {
  readonly #mm: Descriptors;
  /** Areas with the flag. */
  readonly #flagged = new Set<VmapArea>();

  constructor(mm: Descriptors) {
    super('va->flags');
    this.#mm = mm;
  }

  *add(va: VmapArea): Steps<number> {
    yield* new Step(FLAG, this, va);
    this.#mm.trace.emit('lazy', va);
    const pages = yield* new Step(READ_SIZE, this, va); // a purge may have been here
    yield* this.#mm.vmapLazyNr.add(pages);
    return yield* this.#mm.vmapLazyNr.load();
  }

  /** The walk of `vmap_area_list`, without its lock: area by area. */
  *take(): Steps<readonly VmapArea[]> {
    const valist: VmapArea[] = [];
    for (let address = 0; ; ) {
      const va = yield* this.#mm.vmapArea.nextRcu(address);
      if (va === null) return valist;
      if (yield* new Step(TEST_FLAG, this, va)) {
        valist.push(va);
        this.#mm.trace.emit('spliced', [va]);
      }
      address = va.end;
    }
  }

  get areas(): readonly VmapArea[] {
    this.reads();
    return [...this.#flagged];
  }

  snapshot(): unknown {
    return new Set([...this.#flagged].map(showRange));
  }

  /** Called by the operations. @internal */
  mark(va: VmapArea): void {
    this.modifies(va.start, va.end);
    this.#flagged.add(va);
  }
  unmark(va: VmapArea): boolean {
    this.modifies(va.start, va.end);
    return this.#flagged.delete(va);
  }
  sizeOf(va: VmapArea): number {
    return pagesOf(va, this.#mm);
  }
}
