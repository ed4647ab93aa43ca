/** Explores a scenario and says what it found. */

import { exploreAutomatically } from './explore-auto.js';
import type { ExploreOptions, Strategy } from './explore-options.js';
import { exploreParanoidly } from './explore-paranoid.js';
import { exploreRandomly } from './explore-random.js';
import { exploreStates } from './explore-states.js';
import { partialVerdict, sharedTraces } from './explore-traces.js';
import { type Shared, statesFrom, unshared } from './questions.js';
import type { Scenario } from './scenario.js';
import { sealed, unsealed } from './sealed.js';
import type { Verdict } from './verdict.js';

/** Explores every interleaving that matters, or random ones. Throws only for mistakes in the scenario's code. */
export function explore<W>(scenario: Scenario<W>, options: ExploreOptions = {}): Verdict {
  return sealed(() => unshared(run(scenario as Scenario, open(options))));
}

/** The same for who has parts of it explored by others. Every step of it is to be taken with the world sealed. */
export function shared(scenario: Scenario, options: ExploreOptions = {}): Shared<Verdict> {
  return run(scenario, open(options));
}

/** Whoever is told how it goes may look at the clock. */
function open(options: ExploreOptions): ExploreOptions {
  const { onProgress, onTrace } = options;
  return {
    ...options,
    ...(onProgress === undefined ? {} : { onProgress: unsealed(onProgress) }),
    ...(onTrace === undefined ? {} : { onTrace: unsealed(onTrace) }),
  };
}

function* run(scenario: Scenario, options: ExploreOptions): Shared<Verdict> {
  const { strategy = limited(options), paranoid = false } = options;
  if (paranoid) {
    if (options.from !== undefined) throw new RangeError('paranoid begins anew; found a checkpoint to go on from');
    if (strategy === 'auto' || strategy === 'traces' || strategy === 'states')
      return exploreParanoidly(scenario, options, strategy);
    throw new RangeError(`paranoid is for the strategies auto, traces and states; found ${strategy}`);
  }
  if (strategy === 'auto') return yield* exploreAutomatically(scenario, options);
  if (strategy === 'states') return (yield* statesFrom(options, () => exploreStates(scenario, options))).verdict;
  if (strategy === 'random') return exploreRandomly(scenario, options);
  return partialVerdict(yield* sharedTraces(scenario, options, strategy));
}

/** What the exploration that is gone on with was, or what the limits are about. */
function limited({ from, maxExecutions, maxStates, maxPreemptions, maxDelays, coverage }: ExploreOptions): Strategy {
  if (maxPreemptions !== undefined) return 'preemptions';
  if (maxDelays !== undefined) return 'delays';
  if (from !== undefined) return from.strategy;
  if (maxExecutions !== undefined || coverage === true) return 'traces';
  return maxStates !== undefined ? 'states' : 'auto';
}
