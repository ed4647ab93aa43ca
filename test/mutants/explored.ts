/** What the checks of mutants need of an exploration. */
import type { AtomicWord } from '../../model/sync/atomic-word.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import type { Steps, ThreadBody } from '../../scheduler/step.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { SourceDpor } from '../../scheduler/strategies/source-dpor.js';
import { StateSearch, type StateSearchOptions } from '../../scheduler/strategies/state-search.js';
import { collect } from '../fuzz/collect.js';

/** A whole search over states. */
export function searched(scenario: Scenario, options: StateSearchOptions = {}): StateSearch {
  const search = new StateSearch(new Session(scenario), options);
  search.explore(() => true);
  return search;
}

/** Of up to `most` executions; -1 if two are of one trace, or optimal DPOR is blocked. */
export function countTraces(
  scenario: Scenario,
  create: (session: Session) => OptimalDpor | SourceDpor = (session) => new OptimalDpor(session),
  most = 100,
): number {
  const session = new Session(scenario);
  const dpor = create(session);
  const { traces, executions } = collect(session, (onEnd) => dpor.explore(onEnd), { most });
  const mayBlock = dpor instanceof SourceDpor;
  return traces.size === executions && (mayBlock || dpor.blocked === 0) ? executions : -1;
}

export function refuses(error: new (...given: never[]) => Error, run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (thrown) {
    return thrown instanceof error;
  }
}

export function storing(word: AtomicWord, value: number): ThreadBody {
  return function* (): Steps {
    yield* word.store(value);
  };
}
