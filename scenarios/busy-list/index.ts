/** Scenarios of busy-list. */
import { alignWraps } from './align-wraps.js';
import { countThenPush } from './count-then-push.js';
import { exactHoleOverlooked } from './exact-hole-overlooked.js';
import { flagThenCount } from './flag-then-count.js';
import { flagThenCount2008 } from './flag-then-count-2008.js';
import { freeDuringOwnPurge } from './free-during-own-purge.js';
import { lazyGrowthBeforeFreeing } from './lazy-growth-before-freeing.js';
import { lazyGrowthMutex } from './lazy-growth-mutex.js';
import { lazyGrowthThreshold } from './lazy-growth-threshold.js';
import { longHoldAboveThreshold } from './long-hold-above-threshold.js';
import { longHoldMutex } from './long-hold-mutex.js';
import { longHoldPurgeLock } from './long-hold-purge-lock.js';
import { lookupAgainstPurge } from './lookup-against-purge.js';
import { pcpuLeakBusyList } from './pcpu-leak-busy-list.js';
import { staleTlbNoLockNoFlush } from './stale-tlb-no-lock-no-flush.js';
import { threeWaysToPurgeCounterV3 } from './three-ways-to-purge-counter-v3.js';
import { threeWaysToPurgeMutex } from './three-ways-to-purge-mutex.js';
import { threeWaysToPurgePurgeLock } from './three-ways-to-purge-purge-lock.js';
import { twoAllocsCounterV3 } from './two-allocs-counter-v3.js';
import { twoAllocsCounterV4 } from './two-allocs-counter-v4.js';
import { twoAllocsMutex } from './two-allocs-mutex.js';
import { twoAllocsNoLock } from './two-allocs-no-lock.js';
import { twoAllocsPurgeLock } from './two-allocs-purge-lock.js';
import { twoAllocsSpinlockCallers } from './two-allocs-spinlock-callers.js';
import { twoAllocsTrylock2008 } from './two-allocs-trylock-2008.js';
import { twoFreesAgainstPurge } from './two-frees-against-purge.js';
import { unmapAliasesCounterV3 } from './unmap-aliases-counter-v3.js';
import { unmapAliasesCounterV4 } from './unmap-aliases-counter-v4.js';
import { unmapAliasesMutex } from './unmap-aliases-mutex.js';
import { unmapAliasesNoLock } from './unmap-aliases-no-lock.js';
import { unmapAliasesPurgeLock } from './unmap-aliases-purge-lock.js';
import { useAfterFreeCounterV2 } from './use-after-free-counter-v2.js';

export const scenarios = [
  alignWraps,
  countThenPush,
  exactHoleOverlooked,
  flagThenCount,
  flagThenCount2008,
  freeDuringOwnPurge,
  lazyGrowthBeforeFreeing,
  lazyGrowthMutex,
  lazyGrowthThreshold,
  longHoldAboveThreshold,
  longHoldMutex,
  longHoldPurgeLock,
  lookupAgainstPurge,
  staleTlbNoLockNoFlush,
  threeWaysToPurgeCounterV3,
  threeWaysToPurgeMutex,
  threeWaysToPurgePurgeLock,
  twoAllocsCounterV3,
  twoAllocsCounterV4,
  twoAllocsMutex,
  twoAllocsNoLock,
  twoAllocsPurgeLock,
  twoAllocsSpinlockCallers,
  twoAllocsTrylock2008,
  twoFreesAgainstPurge,
  unmapAliasesCounterV3,
  unmapAliasesCounterV4,
  unmapAliasesMutex,
  unmapAliasesNoLock,
  unmapAliasesPurgeLock,
  useAfterFreeCounterV2,
  pcpuLeakBusyList,
];
