/** Explores a scenario and says what it found. */

import { exploreAutomatically } from './explore-auto.js';
import type { ExploreOptions } from './explore-options.js';
import { exploreStates } from './explore-states.js';
import { exploreTraces, partialVerdict } from './explore-traces.js';
import type { Scenario } from './scenario.js';
import type { Verdict } from './verdict.js';

/** Explores every interleaving that matters. Throws only for mistakes in the scenario's code. */
export function explore<W>(scenario: Scenario<W>, options: ExploreOptions = {}): Verdict {
  const { maxExecutions, maxStates } = options;
  const limited = maxExecutions !== undefined ? 'traces' : maxStates !== undefined ? 'states' : 'auto';
  const { strategy = limited } = options;
  if (strategy === 'states') return exploreStates(scenario as Scenario, options).verdict;
  if (strategy === 'traces') return partialVerdict(exploreTraces(scenario as Scenario, options));
  return exploreAutomatically(scenario as Scenario, options);
}
