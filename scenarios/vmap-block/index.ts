/** Scenarios of the blocks of vm_map_ram, most of them on vmap-node-2023. */
import { blockAliasesAgainstFree } from './block-aliases-against-free.js';
import { blockAliasesAgainstFree64 } from './block-aliases-against-free-6-4.js';
import { blockAliasesAgainstLastFree } from './block-aliases-against-last-free.js';
import { blockAliasesAgainstMap64 } from './block-aliases-against-map-6-4.js';
import { blockAliasesOfFullBlock64 } from './block-aliases-of-full-block-6-4.js';
import { blockAliasesOfFullBlock65 } from './block-aliases-of-full-block-6-5.js';
import { blockCpuNotedEarly611 } from './block-cpu-noted-early-6-11.js';
import { blockCpuNotedLate610 } from './block-cpu-noted-late-6-10.js';
import { blockDirtyRangeForgotten } from './block-dirty-range-forgotten.js';
import { blockDirtyRangeReset } from './block-dirty-range-reset.js';
import { blockIndexHole69 } from './block-index-hole-6-9.js';
import { blockIndexHole610 } from './block-index-hole-6-10.js';
import { blockLargeMapping } from './block-large-mapping.js';
import { blockLastFreeAgainstPurge } from './block-last-free-against-purge.js';
import { blockMapAndUnmap } from './block-map-and-unmap.js';
import { blockMigrationNotedCpu } from './block-migration-noted-cpu.js';
import { blockMigrationNotedCpuProposal } from './block-migration-noted-cpu-proposal.js';
import { blockOnPoolsAliasesAgainstLastFree } from './block-on-pools-aliases-against-last-free.js';
import { blockOnTreeAliasesOfFreedBlock55 } from './block-on-tree-aliases-of-freed-block-5-5.js';
import { blockOnTreeAliasesOfFreedBlock513 } from './block-on-tree-aliases-of-freed-block-5-13.js';
import { blockOnTreeLastFreeAgainstPurge } from './block-on-tree-last-free-against-purge.js';
import { blockOverflowForcesPurge } from './block-overflow-forces-purge.js';
import { blockPurgersOldAndForced } from './block-purgers-old-and-forced.js';
import { blockQueueLock69 } from './block-queue-lock-6-9.js';
import { blockQueueLock610 } from './block-queue-lock-6-10.js';
import { blockQueueLockFirstProposal } from './block-queue-lock-first-proposal.js';
import { blockTwoEmptyQueues } from './block-two-empty-queues.js';
import { blockTwoPurgers } from './block-two-purgers.js';
import { blockWalkAgainstFree } from './block-walk-against-free.js';
import { blockWalkAgainstKfree } from './block-walk-against-kfree.js';

export const scenarios = [
  blockAliasesAgainstFree,
  blockAliasesAgainstFree64,
  blockAliasesAgainstLastFree,
  blockAliasesAgainstMap64,
  blockAliasesOfFullBlock64,
  blockAliasesOfFullBlock65,
  blockCpuNotedEarly611,
  blockCpuNotedLate610,
  blockDirtyRangeForgotten,
  blockDirtyRangeReset,
  blockIndexHole610,
  blockIndexHole69,
  blockLargeMapping,
  blockLastFreeAgainstPurge,
  blockMapAndUnmap,
  blockMigrationNotedCpu,
  blockMigrationNotedCpuProposal,
  blockOnPoolsAliasesAgainstLastFree,
  blockOnTreeAliasesOfFreedBlock513,
  blockOnTreeAliasesOfFreedBlock55,
  blockOnTreeLastFreeAgainstPurge,
  blockOverflowForcesPurge,
  blockPurgersOldAndForced,
  blockQueueLock610,
  blockQueueLock69,
  blockQueueLockFirstProposal,
  blockTwoEmptyQueues,
  blockTwoPurgers,
  blockWalkAgainstFree,
  blockWalkAgainstKfree,
];
