/** Scenarios of vmap-pool. */

import { decay616AgainstShrinkerUnlocked } from './decay-616-against-shrinker-unlocked.js';
import { decayAgainstShrinker } from './decay-against-shrinker.js';
import { decayAgainstShrinkerUnlocked } from './decay-against-shrinker-unlocked.js';
import { poolExhaustionAgainstDrain } from './pool-exhaustion-against-drain.js';
import { poolExhaustionTwoTasks } from './pool-exhaustion-two-tasks.js';
import { poolFreeAndReuse } from './pool-free-and-reuse.js';
import { poolHelpers } from './pool-helpers.js';
import { poolHitAgainstPoolHit } from './pool-hit-against-pool-hit.js';
import { poolHitAgainstPurge } from './pool-hit-against-purge.js';
import { poolLookupAgainstFree } from './pool-lookup-against-free.js';
import { poolLookupForward } from './pool-lookup-forward.js';
import { poolMigration } from './pool-migration.js';
import { poolUndoPath } from './pool-undo-path.js';
import { shrinkerAgainstPoolHit } from './shrinker-against-pool-hit.js';

export const scenarios = [
  decayAgainstShrinker,
  decayAgainstShrinkerUnlocked,
  decay616AgainstShrinkerUnlocked,
  poolExhaustionAgainstDrain,
  poolExhaustionTwoTasks,
  poolFreeAndReuse,
  poolHelpers,
  poolHitAgainstPoolHit,
  poolHitAgainstPurge,
  poolLookupAgainstFree,
  poolLookupForward,
  poolMigration,
  poolUndoPath,
  shrinkerAgainstPoolHit,
];
