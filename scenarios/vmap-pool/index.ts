/** Scenarios of vmap-pool. */

import { decay616AgainstShrinkerUnlocked } from './decay-616-against-shrinker-unlocked.js';
import { decayAgainstShrinker } from './decay-against-shrinker.js';
import { decayAgainstShrinkerUnlocked } from './decay-against-shrinker-unlocked.js';
import { poolEarlyAreas } from './pool-early-areas.js';
import { poolEarlyLookup } from './pool-early-lookup.js';
import { poolEarlyLookupUnasked } from './pool-early-lookup-unasked.js';
import { poolEarlyNoArray } from './pool-early-no-array.js';
import { poolExhaustionAgainstDrain } from './pool-exhaustion-against-drain.js';
import { poolExhaustionTwoTasks } from './pool-exhaustion-two-tasks.js';
import { poolFourCpus } from './pool-four-cpus.js';
import { poolFreeAndReuse } from './pool-free-and-reuse.js';
import { poolHelpers } from './pool-helpers.js';
import { poolHitAgainstPoolHit } from './pool-hit-against-pool-hit.js';
import { poolHitAgainstPurge } from './pool-hit-against-purge.js';
import { poolLookupAgainstFree } from './pool-lookup-against-free.js';
import { poolLookupForward } from './pool-lookup-forward.js';
import { poolMigration } from './pool-migration.js';
import { poolNoBlock } from './pool-no-block.js';
import { poolNotifier } from './pool-notifier.js';
import { poolUndoAgainstLookup } from './pool-undo-against-lookup.js';
import { poolUndoPath } from './pool-undo-path.js';
import { shrinkerAgainstPoolHit } from './shrinker-against-pool-hit.js';

export const scenarios = [
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
];
