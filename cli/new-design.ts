/**
 * new-design: free, busy and lazy address space under one spin lock.
 *
 *     mazurka check FILE              every interleaving of the scenario at the end
 *     mazurka hunt FILE --runs 20     workloads that are made up
 *
 * `yield*` stands before each call at which another CPU may come in between; what is between two of them is atomic. State
 * that threads share is made of the library's objects (locks, trees, words): only those are seen. Sizes are in pages.
 */
import {
  ALLOCATOR_CLAIMS,
  Allocator,
  type AllocError,
  AreaTree,
  alloc,
  allocatorScenario,
  find,
  free,
  lookupsFind,
  purge,
  RangeSet,
  type Request,
  SpinLock,
  type Steps,
  type VmapArea,
} from '../index.js';

export class NewDesign extends Allocator {
  /** Guards all that follows. Traces use these names. */
  readonly vmapAreaLock = new SpinLock('vmap_area_lock');
  readonly freeVmapArea = new RangeSet('free_vmap_area', [{ start: this.vmallocStart, end: this.vmallocEnd }]);
  readonly vmapArea = new AreaTree<VmapArea>('vmap_area_root');
  readonly purgeVmapArea = new RangeSet('purge_vmap_area');

  // What claims look at.

  /** Every place where a range may rest: no page may be in two of them, and none in no place at the end. */
  get places() {
    return [this.freeVmapArea, { name: this.vmapArea.name, ranges: this.vmapArea.areas }, this.purgeVmapArea];
  }

  /** Freed, but possibly still in a TLB; with what a purge has in hand, if it drops the lock before it is done. */
  get lazyRanges() {
    return this.purgeVmapArea.ranges;
  }

  get spinLocks() {
    return [this.vmapAreaLock];
  }

  get freeTrees() {
    return [this.freeVmapArea];
  }

  // What workloads call. Claims listen to `this.trace`: say there what has just happened, in the same hold of the lock.

  /** Called by `vmalloc`, which then maps the area. */
  protected *allocVmapArea(request: Request): Steps<VmapArea | AllocError> {
    if (!(yield* this.vmapAreaCachep.alloc())) return '-ENOMEM'; // may sleep: not under a spin lock
    for (let purged = false; ; purged = true) {
      yield* this.vmapAreaLock.lock(); // retry:
      const addr = this.freeVmapArea.carve(request.pages, request.align, this.vmallocStart, this.vmallocEnd);
      this.noteReserved(addr, request.pages);
      if (addr !== null) {
        const va: VmapArea = { start: addr, end: addr + request.pages, flags: 0 };
        this.vmapArea.insert(va);
        this.trace.emit('allocated', va, request);
        yield* this.vmapAreaLock.unlock();
        return va;
      }
      if (purged) this.trace.emit('exhausted', request); // overflow:
      yield* this.vmapAreaLock.unlock();
      if (purged) return '-EBUSY';
      yield* this.purgeVmapAreaLazy();
      this.trace.emit('purgedForAllocation');
    }
  }

  /** Called by `vfree`, which then unmaps the area and gives it to `freeVmapAreaNoflush`. Null if there is none. */
  protected *findUnlinkVmapArea(page: number): Steps<VmapArea | null> {
    yield* this.vmapAreaLock.lock();
    const va = this.vmapArea.find(page);
    if (va !== null) {
      this.vmapArea.unlink(va);
      this.trace.emit('released', va);
    }
    yield* this.vmapAreaLock.unlock();
    return va;
  }

  /** The area is unmapped, but TLBs have not been flushed: it must not be handed out before. */
  protected *freeVmapAreaNoflush(va: VmapArea): Steps {
    yield* this.vmapAreaLock.lock();
    this.purgeVmapArea.merge(va);
    this.trace.emit('lazy', va);
    const nrLazy = yield* this.vmapLazyNr.addReturn(va.end - va.start);
    yield* this.vmapAreaLock.unlock();
    if (nrLazy > this.lazyMaxPages) yield* this.purgeVmapAreaLazy();
  }

  /** The busy area that the page lies in, or null. */
  protected *findVmapArea(page: number): Steps<VmapArea | null> {
    yield* this.vmapAreaLock.lock();
    const va = this.vmapArea.find(page);
    yield* this.vmapAreaLock.unlock();
    return va;
  }

  /** Flushes what is lazy, then makes it free. */
  *purgeVmapAreaLazy(): Steps {
    yield* this.vmapAreaLock.lock();
    const taken = this.purgeVmapArea.takeAll(); // in order of address
    this.trace.emit('spliced', taken);
    if (taken.length > 0) yield* this.translation.flush(taken[0]!.start, taken.at(-1)!.end);
    for (const va of taken) {
      this.freeVmapArea.merge(va);
      this.trace.emit('reclaimed', va, 'global');
      yield* this.vmapLazyNr.sub(va.end - va.start);
    }
    yield* this.vmapAreaLock.unlock();
    this.trace.emit('purged');
  }

  /** Nothing that was unmapped before the call may be in a TLB after it. */
  *vmUnmapAliases(): Steps {
    this.trace.emit('unmapAliasesBegins');
    yield* this.purgeVmapAreaLazy();
    this.trace.emit('unmapAliasesEnds');
  }

  /** Several areas at fixed distances, for percpu chunks. Left out: null says that there is no room. */
  *pcpuGetVmAreas(): Steps<null> {
    return null;
  }
}

/** The window is so small that an allocation may have to purge. */
export const newDesignScenario = allocatorScenario({
  name: 'new-design',
  question: 'Do two CPUs that allocate, free, look up and purge get into each other’s way?',
  source: 'the mail, commit or test that it is about',
  design: NewDesign,
  parameters: { cpus: 2, window: 4 },
  threads: {
    a: { cpu: 0, does: [alloc(2, 'a'), free('a'), purge()] },
    b: { cpu: 1, does: [alloc(3, 'b'), find('b'), free('b')] },
  },
  claims: [...ALLOCATOR_CLAIMS, lookupsFind],
  expect: { verdict: 'holds' },
});
