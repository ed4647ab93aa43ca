import type { Scenario } from '../scheduler/scenario.js';
import { allocAgainstPurge } from './alloc-against-purge-same-node.js';
import { allocFreePurgeMix } from './alloc-free-purge-mix.js';
import { drainWorker } from './drain-worker.js';
import { exhaustionAgainstFree } from './exhaustion-against-free.js';
import { exhaustionAgainstFreeWeak } from './exhaustion-against-free-weak.js';
import { exhaustionTwoTasks } from './exhaustion-two-tasks.js';
import { extraPrefetchV1 } from './extra-prefetch-v1.js';
import { extraPrefetchV1ThreeTasks } from './extra-prefetch-v1-three-tasks.js';
import { extraPrefetchV2 } from './extra-prefetch-v2.js';
import { freeRacingFill } from './free-racing-fill.js';
import { lastPieceAgainstAlloc } from './last-piece-against-alloc.js';
import { lastPieceOfBlock } from './last-piece-of-block.js';
import { longHoldWhilePurging } from './long-hold-while-purging.js';
import { migrationBetweenNodes } from './migration-between-nodes.js';
import { noMemoryForFill } from './no-memory-for-fill.js';
import { purgeHelperAgainstDrain } from './purge-helper-against-drain.js';
import { purgeRacingPurge } from './purge-racing-purge.js';
import { purgeWithHelpers } from './purge-with-helpers.js';
import { retryNeverReturnsToNode } from './retry-never-returns-to-node.js';
import { staleTlbWhenFlushedLate } from './stale-tlb-when-flushed-late.js';
import { threeTasksEmptyNode } from './three-tasks-empty-node.js';
import { twoTasksEmptyNode } from './two-tasks-empty-node.js';
import { twoZonesAllocFree } from './two-zones-alloc-free.js';
import { undoPathWholeBlock } from './undo-path-whole-block.js';
import { vnIdRange } from './vn-id-range.js';
import { vnIdZero } from './vn-id-zero.js';
import { zoneAllocAgainstPurge } from './zone-alloc-against-purge.js';
import { zoneExhaustionTwoTasks } from './zone-exhaustion-two-tasks.js';
import { zoneMix } from './zone-free-against-alloc-and-purge.js';

/** Every shipped scenario, by name. */
export const scenarios: readonly Scenario[] = [
  allocAgainstPurge,
  allocFreePurgeMix,
  drainWorker,
  exhaustionAgainstFree,
  exhaustionAgainstFreeWeak,
  exhaustionTwoTasks,
  extraPrefetchV1,
  extraPrefetchV1ThreeTasks,
  extraPrefetchV2,
  freeRacingFill,
  lastPieceAgainstAlloc,
  lastPieceOfBlock,
  longHoldWhilePurging,
  migrationBetweenNodes,
  noMemoryForFill,
  purgeHelperAgainstDrain,
  purgeRacingPurge,
  purgeWithHelpers,
  retryNeverReturnsToNode,
  staleTlbWhenFlushedLate,
  threeTasksEmptyNode,
  twoTasksEmptyNode,
  twoZonesAllocFree,
  undoPathWholeBlock,
  vnIdRange,
  vnIdZero,
  zoneAllocAgainstPurge,
  zoneExhaustionTwoTasks,
  zoneMix,
];
