/** Compares the search over states with brute force on one program. */
import { DATA_RACE } from '../../scheduler/detectors/data-race.js';
import { Session } from '../../scheduler/session.js';
import { StateSearch, type StateSearchOptions } from '../../scheduler/strategies/state-search.js';
import { bruteForce, MAX_STATES, without } from './collect.js';
import { finalState, outcomes } from './final-states.js';
import { equals, type FuzzWorld, type Program, scenarioOf, usesOwnSlots } from './program.js';

export interface StateComparison {
  /** Too large for the oracles: nothing was compared. */
  readonly skipped: boolean;
  readonly states: number;
  /** Final states that only one side reached. */
  readonly missing: number;
  readonly extra: number;
  /** Claims that only one side saw broken. */
  readonly claimsMissing: number;
  readonly claimsExtra: number;
}

export function isSame({ missing, extra, claimsMissing, claimsExtra }: StateComparison): boolean {
  return missing + extra + claimsMissing + claimsExtra === 0;
}

/** Final states by brute force over states, claims by brute force over states and (data races) over traces. */
export function compareStates(program: Program, options: StateSearchOptions = {}): StateComparison {
  const scenario = scenarioOf(program);
  const interchangeable = options.symmetry === true ? equals(program) : [];
  const look = { withResults: false, interchangeable, ownSlots: usesOwnSlots(program) };
  const localState = ({ logs }: FuzzWorld) => [...logs].sort();
  const expected = outcomes(scenario, { localState, maxStates: MAX_STATES, fuse: true, ...look });
  const traces = expected === null ? null : bruteForce(program);
  if (expected === null || traces === null)
    return { skipped: true, states: 0, missing: 0, extra: 0, claimsMissing: 0, claimsExtra: 0 };
  const claims = new Set(expected.broken);
  if (traces.broken.has(DATA_RACE)) claims.add(DATA_RACE);
  const finals = new Set<string>();
  let beginning = 0;
  const search: StateSearch = new StateSearch(new Session(scenario), {
    symmetry: false,
    ...options,
    onFinal() {
      if (search.beginnings !== beginning) finals.clear();
      beginning = search.beginnings;
      finals.add(finalState(search.verified(), look));
    },
  });
  search.explore(() => true);
  const broken = new Set(search.findings.keys());
  // Where only a thread that chooses is followed, the states between depend on the order, the final ones do not.
  const chooses = JSON.stringify(program).match(/"(choose|slot)"/) !== null;
  if (options.mutation === undefined && options.order !== 'depth-first' && !chooses) {
    const every = new StateSearch(new Session(scenario), { symmetry: false, ...options, sleepSets: false });
    every.explore(() => true);
    if (every.store.count !== search.store.count) throw new Error('sleep sets left states out');
  }
  return {
    skipped: false,
    states: search.store.count,
    missing: without(expected.finals, finals),
    extra: without(finals, expected.finals),
    claimsMissing: without(claims, broken),
    claimsExtra: without(broken, claims),
  };
}
