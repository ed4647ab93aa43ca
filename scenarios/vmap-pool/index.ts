/** Scenarios of vmap-pool. */

import { decay616AgainstShrinkerUnlocked } from './decay-616-against-shrinker-unlocked.js';
import { decayAgainstShrinker } from './decay-against-shrinker.js';
import { decayAgainstShrinkerUnlocked } from './decay-against-shrinker-unlocked.js';
import { poolAreaFreedTwice } from './pool-area-freed-twice.js';
import { poolEarlyAreas } from './pool-early-areas.js';
import { poolEarlyLookup } from './pool-early-lookup.js';
import { poolEarlyLookupUnasked } from './pool-early-lookup-unasked.js';
import { poolEarlyNoArray } from './pool-early-no-array.js';
import { poolExhaustionAgainstDrain } from './pool-exhaustion-against-drain.js';
import { poolExhaustionTwoTasks } from './pool-exhaustion-two-tasks.js';
import { poolFourCpus } from './pool-four-cpus.js';
import { poolFreeAndReuse } from './pool-free-and-reuse.js';
import { poolHelpers } from './pool-helpers.js';
import { poolHitAgainstDecay69 } from './pool-hit-against-decay-6-9.js';
import { poolHitAgainstPoolHit } from './pool-hit-against-pool-hit.js';
import { poolHitAgainstPurge } from './pool-hit-against-purge.js';
import { poolLookupAgainstFree } from './pool-lookup-against-free.js';
import { poolLookupForward } from './pool-lookup-forward.js';
import { poolMigration } from './pool-migration.js';
import { poolNoBlock } from './pool-no-block.js';
import { poolNoMemory } from './pool-no-memory.js';
import { poolNotifier } from './pool-notifier.js';
import { poolPcpuLowestFreeArea } from './pool-pcpu-lowest-free-area.js';
import { poolUndoAgainstLookup } from './pool-undo-against-lookup.js';
import { poolUndoPath } from './pool-undo-path.js';
import { shrinkerAgainstExhaustion } from './shrinker-against-exhaustion.js';
import { shrinkerAgainstPoolHit } from './shrinker-against-pool-hit.js';

export const scenarios = [
  poolHitAgainstDecay69,
  poolUndoAgainstLookup,
  decay616AgainstShrinkerUnlocked,
  decayAgainstShrinkerUnlocked,
  decayAgainstShrinker,
  poolEarlyLookupUnasked,
  poolEarlyLookup,
  poolExhaustionAgainstDrain,
  poolExhaustionTwoTasks,
  poolFreeAndReuse,
  poolHelpers,
  poolHitAgainstPoolHit,
  poolHitAgainstPurge,
  poolLookupAgainstFree,
  poolLookupForward,
  poolMigration,
  poolNoBlock,
  poolNotifier,
  poolUndoPath,
  shrinkerAgainstPoolHit,
  poolEarlyAreas,
  poolEarlyNoArray,
  poolFourCpus,
  poolPcpuLowestFreeArea,
  poolAreaFreedTwice,
  poolNoMemory,
  shrinkerAgainstExhaustion,
];
