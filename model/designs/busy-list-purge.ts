/**
 * `__purge_vmap_area_lazy()` of the busy list, in the versions of vmalloc-designs.md 2.4: seed 001 argues about them.
 * One body (take what is lazy, flush, free) and what each version puts around it.
 */
import { bugOn, type Steps } from '../../scheduler/step.js';
import type { VmapArea } from '../allocator.js';
import type { Translation } from '../hardware/translation.js';
import { AtomicWord } from '../sync/atomic-word.js';
import { awaitWords } from '../sync/await.js';
import type { Lock } from '../sync/lock.js';
import { Mutex } from '../sync/mutex.js';
import { SpinLock } from '../sync/spin-lock.js';
import { type Descriptors, type LazyAreas, pagesOf } from './busy-list-lazy.js';

/** What of the allocator a purge knows. */
export interface Purged extends Descriptors {
  readonly vmapAreaLock: SpinLock;
  readonly lazy: LazyAreas;
  readonly translation: Translation;
  readonly lazyMaxPages: number;
  purgeFragmentedBlocksAllcpus(): Steps;
  /** `__free_vmap_area()`, under `vmap_area_lock`. */
  __freeVmapArea(va: VmapArea): void;
}

export abstract class Purge {
  protected readonly mm: Purged;
  /** Serialises purges; null where something else does, or nothing. */
  readonly lock: Lock | null = null;

  constructor(mm: Purged) {
    this.mm = mm;
  }

  /** `try_purge_vmap_area_lazy()`: for a free that goes over the threshold. */
  abstract tryPurgeVmapAreaLazy(): Steps;
  /** `purge_vmap_area_lazy()`: for an allocation that found no room. */
  abstract purgeVmapAreaLazy(): Steps;
  /** What `vm_unmap_aliases()` does with the range that is dirty in vmap blocks; `flush`: there is one. */
  abstract unmapAliases(start: number, end: number, flush: boolean): Steps;

  /** The body. True if there was something to purge. */
  protected *takeFlushFree(start: number, end: number, forceFlush: boolean): Steps<boolean> {
    const { mm } = this;
    const valist = yield* mm.lazy.take();
    let nr = 0;
    for (const va of valist) {
      start = Math.min(start, va.start);
      end = Math.max(end, va.end);
      nr += va.end - va.start;
    }
    if (nr > 0) yield* this.countTaken(nr);
    if (nr > 0 || forceFlush) yield* this.flush(start, end);
    if (nr > 0) {
      yield* mm.vmapAreaLock.lock();
      mm.trace.emit('purgeFrees');
      for (const va of valist) yield* this.free(va);
      yield* mm.vmapAreaLock.unlock();
    }
    mm.trace.emit('purged');
    return nr > 0;
  }

  /** In advance: what was taken is no longer counted although it is not free yet. */
  protected *countTaken(nr: number): Steps {
    yield* this.mm.vmapLazyNr.sub(nr);
  }

  protected *flush(start: number, end: number): Steps {
    yield* this.mm.translation.flush(start, end);
  }

  protected *free(va: VmapArea): Steps {
    this.mm.__freeVmapArea(va);
  }

  /** Instead of `countTaken` and `free`, in the versions that count area by area. */
  protected *freeAndCount(va: VmapArea): Steps {
    const nr = pagesOf(va, this.mm);
    this.mm.__freeVmapArea(va);
    yield* this.mm.vmapLazyNr.sub(nr);
    yield* this.giveWay();
  }

  /** `cond_resched_lock(&vmap_area_lock)`: here others always get their chance. */
  protected *giveWay(): Steps {
    const { vmapAreaLock, trace } = this.mm;
    trace.emit('purgeGivesWay');
    yield* vmapAreaLock.condResched();
    trace.emit('purgeFrees');
  }
}

/** The form of 2008-2016: how the caller wants it is said by two flags. */
export abstract class SyncPurge extends Purge {
  *__purgeVmapAreaLazy(start: number, end: number, sync: boolean, forceFlush: boolean): Steps {
    if (!(yield* this.begin(sync, forceFlush))) return;
    if (sync) yield* this.mm.purgeFragmentedBlocksAllcpus();
    yield* this.takeFlushFree(start, end, forceFlush);
    yield* this.end(sync);
  }

  /** False: somebody else is purging, and the caller need not wait for it. */
  protected abstract begin(sync: boolean, forceFlush: boolean): Steps<boolean>;
  protected abstract end(sync: boolean): Steps;

  override *tryPurgeVmapAreaLazy(): Steps {
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0, false, false);
  }

  override *purgeVmapAreaLazy(): Steps {
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0, true, false);
  }

  override *unmapAliases(start: number, end: number, flush: boolean): Steps {
    yield* this.__purgeVmapAreaLazy(start, end, true, flush);
  }
}

/** (a) Until 4.9: a spin lock, held throughout. */
class PurgeLock extends SyncPurge {
  override readonly lock = new SpinLock('purge_lock');

  protected override *begin(sync: boolean, forceFlush: boolean): Steps<boolean> {
    if (!sync && !forceFlush) return yield* this.lock.tryLock();
    yield* this.lock.lock();
    return true;
  }

  protected override *end(): Steps {
    yield* this.lock.unlock();
  }
}

/** 2.6.28: an allocation without room purges with sync = 0, and the count must cover what is taken. */
class Trylock2008 extends PurgeLock {
  override *purgeVmapAreaLazy(): Steps {
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0, false, false);
  }

  protected override *countTaken(nr: number): Steps {
    const lazyNr = yield* this.mm.vmapLazyNr.load();
    bugOn(nr > lazyNr, `${nr} lazy pages were found, but vmap_lazy_nr is ${lazyNr}`);
    yield* super.countTaken(nr);
  }
}

/** (b) Joel Fernandes, v3 of 15 October 2016: a count of purges in progress instead of the lock. */
class CounterV3 extends SyncPurge {
  protected readonly purging = new AtomicWord('purging');

  protected override *begin(sync: boolean, forceFlush: boolean): Steps<boolean> {
    if (!sync && !forceFlush) return (yield* this.purging.cmpxchg(0, 1)) === 0;
    yield* this.purging.add(1);
    return true;
  }

  protected override *end(_sync: boolean): Steps {
    yield* this.purging.sub(1);
  }

  protected override *countTaken(): Steps {}

  protected override *free(va: VmapArea): Steps {
    yield* this.freeAndCount(va);
  }
}

/** v2, 15 October 2016: the size is read after the area is freed. */
class CounterV2 extends CounterV3 {
  protected override *freeAndCount(va: VmapArea): Steps {
    this.mm.__freeVmapArea(va);
    yield* this.mm.vmapLazyNr.sub(pagesOf(va, this.mm));
    yield* this.giveWay();
  }
}

/** v4, 16 October 2016: who must wait spins until nobody purges. */
class CounterV4 extends CounterV3 {
  protected override *end(sync: boolean): Steps {
    yield* super.end(sync);
    if (sync) yield* awaitWords([this.purging], (purging) => purging === 0);
  }
}

/** The form since Hellwig's patches: the body says whether it purged; who must be alone sees to that himself. */
abstract class SplicePurge extends Purge {
  /** `__purge_vmap_area_lazy(start, end)`. */
  protected *__purgeVmapAreaLazy(start: number, end: number): Steps<boolean> {
    return yield* this.takeFlushFree(start, end, false);
  }

  override *purgeVmapAreaLazy(): Steps {
    yield* this.mm.purgeFragmentedBlocksAllcpus();
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
  }

  override *unmapAliases(start: number, end: number, flush: boolean): Steps {
    yield* this.mm.purgeFragmentedBlocksAllcpus();
    const purged = yield* this.__purgeVmapAreaLazy(start, end);
    if (!purged && flush) yield* this.mm.translation.flush(start, end);
  }
}

/** (c) Hellwig's first posting, October 2016: taking the list at once is all the exclusion there is. */
class NoLock extends SplicePurge {
  override *tryPurgeVmapAreaLazy(): Steps {
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
  }
}

/** Its very first version. */
class NoLockNoFlush extends NoLock {
  protected override *flush(): Steps {}
}

/** The callers take `vmap_purge_lock`. */
abstract class CallersLock extends SplicePurge {
  abstract override readonly lock: Lock;

  protected override *__purgeVmapAreaLazy(start: number, end: number): Steps<boolean> {
    bugOn(!this.lock.isHeldByMe, 'lockdep_assert_held(vmap_purge_lock)');
    return yield* super.__purgeVmapAreaLazy(start, end);
  }

  override *tryPurgeVmapAreaLazy(): Steps {
    if (!(yield* this.lock.tryLock())) return;
    yield* this.__purgeVmapAreaLazy(Number.MAX_SAFE_INTEGER, 0);
    yield* this.lock.unlock();
  }

  override *purgeVmapAreaLazy(): Steps {
    yield* this.lock.lock();
    yield* super.purgeVmapAreaLazy();
    yield* this.lock.unlock();
  }

  override *unmapAliases(start: number, end: number, flush: boolean): Steps {
    yield* this.lock.lock();
    yield* super.unmapAliases(start, end, flush);
    yield* this.lock.unlock();
  }
}

/** (d) Hellwig's first split series, 18 October 2016. */
class SpinlockCallers extends CallersLock {
  override readonly lock = new SpinLock('vmap_purge_lock');
}

/** (e) Merged in 4.10: a mutex, and others get the area lock after each area. */
class MutexCallers extends CallersLock {
  override readonly lock = new Mutex('vmap_purge_lock');

  protected override *countTaken(): Steps {}

  protected override *free(va: VmapArea): Steps {
    yield* this.freeAndCount(va);
  }
}

/** The RFC of October 2018, patch 2/2 (seed 002), merged in 2019: above a threshold the purge does not give way. */
class MutexWithThreshold extends MutexCallers {
  protected override *giveWay(): Steps {
    const reschedThreshold = 2 * this.mm.lazyMaxPages;
    if ((yield* this.mm.vmapLazyNr.load()) < reschedThreshold) yield* super.giveWay();
  }
}

/** The versions by name. */
export const PURGES = {
  'trylock-2008': Trylock2008,
  purge_lock: PurgeLock,
  'counter-v2': CounterV2,
  'counter-v3': CounterV3,
  'counter-v4': CounterV4,
  'no-lock-no-flush': NoLockNoFlush,
  'no-lock': NoLock,
  'spinlock-callers': SpinlockCallers,
  mutex: MutexCallers,
  'mutex-with-threshold': MutexWithThreshold,
} as const;
