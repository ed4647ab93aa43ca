/** The test that equal states are equal: two ways that lead to one state are run for real, and both on to the end. */
import { Execution, type Shared } from '../execution.js';
import { compareOn, type Mirror } from '../twins.js';
import { ObsoleteSpace } from './state-space.js';
import { type Events, UntrackedStateError } from './visit.js';

/**
 * Runs two ways (events by real threads) to one state, and then both on with the same choices. Throws
 * UntrackedStateError unless they go alike, ObsoleteSpace if they saw what the search did not know of.
 * @param mirror what stands after the second way for what there is after the first
 * @param seed of the choices
 * @param bound most events after the state
 */
export function compareWays(
  shared: Shared,
  ways: readonly [Events, Events],
  mirror: Mirror,
  seed: string,
  bound: number,
): void {
  const [one, other] = ways.map((events) => {
    const execution = new Execution(shared);
    for (let k = 0; k < events.length; k += 2) execution.perform(events[k]!, events[k + 1]!);
    execution.failure = null;
    return execution;
  }) as [Execution, Execution];
  const difference = compareOn(shared.scenario, one, other, mirror, { seed, bound });
  // What they saw on the way on may change what counts as a step: then the search begins again, and knows it.
  if (one.context.factsChanged || other.context.factsChanged) throw new ObsoleteSpace();
  if (difference === null) return;
  const { events, who, first, second } = difference;
  const later = events === 0 ? 'there' : `${events} ${events === 1 ? 'event' : 'events'} later`;
  throw new UntrackedStateError(
    shared.scenario.name,
    `two executions came to the same state, but ${later} ${who} ${first} in one and ${second} in the other`,
  );
}
