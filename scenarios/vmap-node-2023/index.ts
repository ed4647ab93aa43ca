/** Scenarios of vmap-node-2023. */
import { allocAgainstPurge } from './alloc-against-purge-same-node.js';
import { allocFreePurgeMix } from './alloc-free-purge-mix.js';
import { drainFlushesHelper } from './drain-flushes-helper.js';
import { drainFlushesHelperOneWorker } from './drain-flushes-helper-one-worker.js';
import { drainWorker } from './drain-worker.js';
import { earlyAreas } from './early-areas.js';
import { earlyAreasHashedEarly } from './early-areas-hashed-early.js';
import { earlyLookup } from './early-lookup.js';
import { earlyLookupAsks } from './early-lookup-asks.js';
import { earlyNoArray } from './early-no-array.js';
import { exhaustionAgainstFill } from './exhaustion-against-fill.js';
import { exhaustionAgainstFillWithRoom } from './exhaustion-against-fill-with-room.js';
import { exhaustionAgainstFree } from './exhaustion-against-free.js';
import { exhaustionAgainstFreeWeak } from './exhaustion-against-free-weak.js';
import { exhaustionTwoTasks } from './exhaustion-two-tasks.js';
import { extraPrefetchV2 } from './extra-prefetch-v2.js';
import { fourCpusTwoNodes } from './four-cpus-two-nodes.js';
import { freeRacingFill } from './free-racing-fill.js';
import { helperBehindDrain } from './helper-behind-drain.js';
import { helperBehindDrainOneWorker } from './helper-behind-drain-one-worker.js';
import { lastPieceAgainstAlloc } from './last-piece-against-alloc.js';
import { lastPieceOfBlock } from './last-piece-of-block.js';
import { longHoldWhilePurging } from './long-hold-while-purging.js';
import { migrationBetweenNodes } from './migration-between-nodes.js';
import { noMemoryForArea } from './no-memory-for-area.js';
import { noMemoryForFill } from './no-memory-for-fill.js';
import { nodeAreaFreedTwice } from './node-area-freed-twice.js';
import { nodeBusyByAddress } from './node-busy-by-address.js';
import { nodeFreeByAddress } from './node-free-by-address.js';
import { nodePcpuLowestFreeArea } from './node-pcpu-lowest-free-area.js';
import { nodePurgeByAddress } from './node-purge-by-address.js';
import { nodesNotZeroed } from './nodes-not-zeroed.js';
import { purgeHelperAgainstDrain } from './purge-helper-against-drain.js';
import { purgeRacingPurge } from './purge-racing-purge.js';
import { purgeWithHelpers } from './purge-with-helpers.js';
import { retryNeverReturnsToNode } from './retry-never-returns-to-node.js';
import { staleTlbWhenFlushedLate } from './stale-tlb-when-flushed-late.js';
import { threeTasksEmptyNode } from './three-tasks-empty-node.js';
import { twoTasksEmptyNode } from './two-tasks-empty-node.js';
import { undoAgainstAlloc } from './undo-against-alloc.js';
import { undoAgainstLookup } from './undo-against-lookup.js';
import { undoPathWholeBlock } from './undo-path-whole-block.js';
import { vnIdRange } from './vn-id-range.js';
import { vnIdZero } from './vn-id-zero.js';

export const scenarios = [
  allocAgainstPurge,
  allocFreePurgeMix,
  drainWorker,
  exhaustionAgainstFill,
  exhaustionAgainstFillWithRoom,
  exhaustionAgainstFreeWeak,
  exhaustionAgainstFree,
  exhaustionTwoTasks,
  extraPrefetchV2,
  freeRacingFill,
  lastPieceAgainstAlloc,
  lastPieceOfBlock,
  longHoldWhilePurging,
  migrationBetweenNodes,
  noMemoryForFill,
  nodeBusyByAddress,
  nodeFreeByAddress,
  nodePurgeByAddress,
  purgeHelperAgainstDrain,
  purgeRacingPurge,
  purgeWithHelpers,
  retryNeverReturnsToNode,
  staleTlbWhenFlushedLate,
  threeTasksEmptyNode,
  twoTasksEmptyNode,
  undoPathWholeBlock,
  vnIdRange,
  vnIdZero,
  nodesNotZeroed,
  drainFlushesHelper,
  drainFlushesHelperOneWorker,
  helperBehindDrain,
  helperBehindDrainOneWorker,
  earlyLookup,
  earlyLookupAsks,
  earlyNoArray,
  earlyAreas,
  earlyAreasHashedEarly,
  fourCpusTwoNodes,
  nodePcpuLowestFreeArea,
  nodeAreaFreedTwice,
  undoAgainstLookup,
  undoAgainstAlloc,
  noMemoryForArea,
];
