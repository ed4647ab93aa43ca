/** Scenarios of free-tree-2019. */

import { treeAlignedRequestFound } from './tree-aligned-request-found.js';
import { treeAlignedRequestMissed } from './tree-aligned-request-missed.js';
import { treeBFit } from './tree-b-fit.js';
import { treeBlockAliases } from './tree-block-aliases.js';
import { treeDescriptorStolenByMigration } from './tree-descriptor-stolen-by-migration.js';
import { treeDescriptorStolenByTask } from './tree-descriptor-stolen-by-task.js';
import { treeDrainByBusyCaller } from './tree-drain-by-busy-caller.js';
import { treeDrainLoop } from './tree-drain-loop.js';
import { treeDrainSpins } from './tree-drain-spins.js';
import { treeExhaustionAgainstFree } from './tree-exhaustion-against-free.js';
import { treeExhaustionTwoTasks } from './tree-exhaustion-two-tasks.js';
import { treeFreeAgainstAlloc } from './tree-free-against-alloc.js';
import { treeLeFit } from './tree-le-fit.js';
import { treeLookupAgainstFree } from './tree-lookup-against-free.js';
import { treeLookupFindsLazy } from './tree-lookup-finds-lazy.js';
import { treeNeFit } from './tree-ne-fit.js';
import { treeOneLockMix } from './tree-one-lock-mix.js';
import { treePcpuAgainstAlloc } from './tree-pcpu-against-alloc.js';
import { treePcpuAgainstPurge } from './tree-pcpu-against-purge.js';
import { treePcpuLooksTwice } from './tree-pcpu-looks-twice.js';
import { treePcpuSkipsFreeArea } from './tree-pcpu-skips-free-area.js';
import { treePcpuWithoutDescriptor } from './tree-pcpu-without-descriptor.js';
import { treePreloadPreemptOff } from './tree-preload-preempt-off.js';
import { treePreloadUnderLockOnce } from './tree-preload-under-lock-once.js';
import { treePurgeAgainstAlloc } from './tree-purge-against-alloc.js';
import { treePurgeKeepsTheLock } from './tree-purge-keeps-the-lock.js';
import { treePurgeLetsOthersIn } from './tree-purge-lets-others-in.js';
import { treeSearchEnds } from './tree-search-ends.js';
import { treeSearchGoesRound } from './tree-search-goes-round.js';
import { treeTwoPcpu } from './tree-two-pcpu.js';
import { treeUndoAgainstAlloc } from './tree-undo-against-alloc.js';
import { treeUndoAgainstLookup } from './tree-undo-against-lookup.js';

export const scenarios = [
  treeUndoAgainstLookup,
  treeAlignedRequestFound,
  treeAlignedRequestMissed,
  treeBFit,
  treeDescriptorStolenByMigration,
  treeDescriptorStolenByTask,
  treeDrainByBusyCaller,
  treeDrainLoop,
  treeDrainSpins,
  treeExhaustionAgainstFree,
  treeExhaustionTwoTasks,
  treeFreeAgainstAlloc,
  treeLeFit,
  treeLookupAgainstFree,
  treeLookupFindsLazy,
  treeNeFit,
  treeOneLockMix,
  treePcpuAgainstAlloc,
  treePcpuAgainstPurge,
  treePcpuLooksTwice,
  treePcpuSkipsFreeArea,
  treePcpuWithoutDescriptor,
  treePreloadPreemptOff,
  treePreloadUnderLockOnce,
  treePurgeAgainstAlloc,
  treePurgeKeepsTheLock,
  treePurgeLetsOthersIn,
  treeSearchEnds,
  treeSearchGoesRound,
  treeTwoPcpu,
  treeUndoAgainstAlloc,
  treeBlockAliases,
];
