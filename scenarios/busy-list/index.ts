/** Scenarios of busy-list. */
import { alignWraps } from './align-wraps.js';
import { busyBlockAliasesAgainstFreeMutex } from './busy-block-aliases-against-free-mutex.js';
import { busyBlockAliasesAgainstFreePurgeLock } from './busy-block-aliases-against-free-purge-lock.js';
import { busyBlockAliasesOfFullBlockMutex } from './busy-block-aliases-of-full-block-mutex.js';
import { busyBlockAliasesOfFullBlockPurgeLock } from './busy-block-aliases-of-full-block-purge-lock.js';
import { busyBlockLastFreeMutex } from './busy-block-last-free-mutex.js';
import { busyBlockLastFreePurgeLock } from './busy-block-last-free-purge-lock.js';
import { busyBlockOverflowMutex } from './busy-block-overflow-mutex.js';
import { busyBlockOverflowNoLock } from './busy-block-overflow-no-lock.js';
import { busyBlockOverflowPurgeLock } from './busy-block-overflow-purge-lock.js';
import { busyBlockOverflowTrylock2008 } from './busy-block-overflow-trylock-2008.js';
import { busyBlockPurgeWithinPurgeMutex } from './busy-block-purge-within-purge-mutex.js';
import { busyBlockPurgeWithinPurgeNoLock } from './busy-block-purge-within-purge-no-lock.js';
import { busyBlockPurgeWithinPurgePurgeLock } from './busy-block-purge-within-purge-purge-lock.js';
import { busyBlockTwoAliasesCounterV3 } from './busy-block-two-aliases-counter-v3.js';
import { busyBlockTwoAliasesCounterV4 } from './busy-block-two-aliases-counter-v4.js';
import { busyBlockTwoAliasesMutex } from './busy-block-two-aliases-mutex.js';
import { busyBlockTwoAliasesNoLock } from './busy-block-two-aliases-no-lock.js';
import { busyBlockTwoAliasesPurgeLock } from './busy-block-two-aliases-purge-lock.js';
import { cacheMovesDownOnly } from './cache-moves-down-only.js';
import { countThenPush } from './count-then-push.js';
import { exactHoleOverlooked } from './exact-hole-overlooked.js';
import { flagThenCount } from './flag-then-count.js';
import { flagThenCount2008 } from './flag-then-count-2008.js';
import { freeDuringOwnPurge } from './free-during-own-purge.js';
import { largestHoleRemembered } from './largest-hole-remembered.js';
import { lazyGrowthBeforeFreeing } from './lazy-growth-before-freeing.js';
import { lazyGrowthMutex } from './lazy-growth-mutex.js';
import { lazyGrowthThreshold } from './lazy-growth-threshold.js';
import { longHoldAboveThreshold } from './long-hold-above-threshold.js';
import { longHoldMutex } from './long-hold-mutex.js';
import { longHoldPurgeLock } from './long-hold-purge-lock.js';
import { lookupAgainstPurge } from './lookup-against-purge.js';
import { pcpuAroundBusyArea } from './pcpu-around-busy-area.js';
import { pcpuLeakBusyList } from './pcpu-leak-busy-list.js';
import { pcpuNoRoom } from './pcpu-no-room.js';
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
import { twoTriesCounterV4 } from './two-tries-counter-v4.js';
import { unmapAliasesCounterV3 } from './unmap-aliases-counter-v3.js';
import { unmapAliasesCounterV4 } from './unmap-aliases-counter-v4.js';
import { unmapAliasesMutex } from './unmap-aliases-mutex.js';
import { unmapAliasesNoLock } from './unmap-aliases-no-lock.js';
import { unmapAliasesPurgeLock } from './unmap-aliases-purge-lock.js';
import { useAfterFreeCounterV2 } from './use-after-free-counter-v2.js';

export const scenarios = [
  alignWraps,
  busyBlockAliasesAgainstFreeMutex,
  busyBlockAliasesAgainstFreePurgeLock,
  busyBlockAliasesOfFullBlockMutex,
  busyBlockAliasesOfFullBlockPurgeLock,
  busyBlockLastFreeMutex,
  busyBlockLastFreePurgeLock,
  busyBlockOverflowMutex,
  busyBlockOverflowNoLock,
  busyBlockOverflowPurgeLock,
  busyBlockOverflowTrylock2008,
  busyBlockPurgeWithinPurgeMutex,
  busyBlockPurgeWithinPurgeNoLock,
  busyBlockPurgeWithinPurgePurgeLock,
  busyBlockTwoAliasesCounterV3,
  busyBlockTwoAliasesCounterV4,
  busyBlockTwoAliasesMutex,
  busyBlockTwoAliasesNoLock,
  busyBlockTwoAliasesPurgeLock,
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
  cacheMovesDownOnly,
  twoTriesCounterV4,
  pcpuNoRoom,
  largestHoleRemembered,
  pcpuAroundBusyArea,
];
