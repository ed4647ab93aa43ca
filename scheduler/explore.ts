/** Explores a scenario and says what it found. */

import { exploreAutomatically } from './explore-auto.js';
import type { ExploreOptions, Strategy } from './explore-options.js';
import { exploreRandomly } from './explore-random.js';
import { exploreStates } from './explore-states.js';
import { exploreTraces, partialVerdict } from './explore-traces.js';
import type { Scenario } from './scenario.js';
import type { Verdict } from './verdict.js';

/** Explores every interleaving that matters, or random ones. Throws only for mistakes in the scenario's code. */
export function explore<W>(scenario: Scenario<W>, options: ExploreOptions = {}): Verdict {
  const { strategy = limited(options) } = options;
  if (strategy === 'auto') return exploreAutomatically(scenario as Scenario, options);
  if (strategy === 'states') return exploreStates(scenario as Scenario, options).verdict;
  if (strategy === 'random') return exploreRandomly(scenario as Scenario, options);
  return partialVerdict(exploreTraces(scenario as Scenario, options, strategy));
}

/** What the limits are about. */
function limited({ maxExecutions, maxStates, maxPreemptions, maxDelays, coverage }: ExploreOptions): Strategy {
  if (maxPreemptions !== undefined) return 'preemptions';
  if (maxDelays !== undefined) return 'delays';
  if (maxExecutions !== undefined || coverage === true) return 'traces';
  return maxStates !== undefined ? 'states' : 'auto';
}
