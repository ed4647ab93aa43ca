/** What a scenario's design does over all interleavings, as its callers see it, and what that costs. */
import { NOT_MODELLED } from '../model/allocator.js';
import type { AllocatorWorld } from '../properties/claim.js';
import { LIMITS, type Limits } from '../scenarios/matrix.js';
import type { AnyClaim, AnyScenario } from '../scenarios/subject.js';
import { DATA_RACE } from '../scheduler/detectors/data-race.js';
import { explore } from '../scheduler/explore.js';
import { type Counterexample, Failures } from '../scheduler/failures.js';
import { ScenarioError } from '../scheduler/scenario-error.js';
import type { Session } from '../scheduler/session.js';
import type { StateSearch } from '../scheduler/strategies/state-search.js';
import { expecting, isComplete, type StateCounts } from '../scheduler/verdict.js';
import { CostSum, type Costs, meterOf } from './costs.js';
import { KINDS } from './kinds.js';
import { type Watch, watch } from './results.js';

export interface Behaviour {
  readonly scenario: AnyScenario;
  /** Every outcome that was seen; see Watch. */
  readonly outcomes: ReadonlySet<string>;
  /** Of the executions that nothing ended early; null if there were none, or if states were explored. */
  readonly costs: Costs | null;
  readonly explored: number;
  readonly unit: 'traces' | 'states';
  /** Everything was explored: there are no other outcomes. */
  readonly isComplete: boolean;
}

/** Listeners are all that the scenario gets beside what the engine always looks for: claims would end executions early. */
function listeningTo({ madeFrom, remake }: AnyScenario, ...claims: readonly AnyClaim[]): AnyScenario {
  return remake({ ...madeFrom, claims });
}

/**
 * Explores the scenario by traces, or by states if there are too many.
 * @returns what it does, or why the design cannot run it
 */
export function behaviourOf(scenario: AnyScenario, withAddresses: boolean, limits = LIMITS): Behaviour | string {
  const watching = watch(scenario.madeFrom.threads, { withAddresses });
  try {
    const byTraces = behaviourByTraces(scenario, watching, limits.maxTraces);
    if (typeof byTraces === 'string' || byTraces.isComplete) return byTraces;
    return behaviourByStates(scenario, watching, limits.maxStates);
  } catch (error) {
    if (error instanceof ScenarioError) return (error.cause as Error).message;
    throw error;
  }
}

function behaviourByTraces(scenario: AnyScenario, watching: Watch, maxExecutions: number): Behaviour | string {
  const outcomes = new Set<string>();
  const meter = meterOf(KINDS[scenario.kind]);
  let sum = new CostSum(meter);
  const verdict = explore(listeningTo(scenario, watching.claim, meter), {
    strategy: 'traces',
    maxExecutions,
    onBegin() {
      outcomes.clear();
      sum = new CostSum(meter);
    },
    onTrace(session) {
      const world = worldOf(session);
      outcomes.add(watching.outcomeOf(world));
      if (session.findings.every(({ claim }) => claim === DATA_RACE)) sum.add(world);
    },
  });
  if (NOT_MODELLED in verdict.broken) return verdict.counterexample!.message;
  const explored = verdict.counts.executions;
  return { scenario, outcomes, costs: sum.costs, explored, unit: 'traces', isComplete: isComplete(verdict) };
}

function behaviourByStates(scenario: AnyScenario, watching: Watch, maxStates: number): Behaviour {
  const outcomes = new Set<string>();
  let beginning = 0;
  const onFinal = (search: StateSearch) => {
    if (search.beginnings !== beginning) outcomes.clear();
    beginning = search.beginnings;
    outcomes.add(watching.outcomeOf(search.verified().booted.world as AllocatorWorld<unknown>));
  };
  const verdict = explore(listeningTo(scenario, watching.claim), {
    strategy: 'states',
    maxStates,
    search: { symmetry: false, onFinal },
  });
  const { states } = verdict.counts as StateCounts;
  return { scenario, outcomes, costs: null, explored: states, unit: 'states', isComplete: isComplete(verdict) };
}

/**
 * The smallest execution whose outcome is not allowed: fewest preemptions, then fewest events, of all traces; where states
 * were explored, of those that were found. Null if there is none, or, by states, if only something that never returns tells.
 */
export function smallestOther(
  { scenario, unit }: Behaviour,
  allowed: ReadonlySet<string>,
  withAddresses: boolean,
  { maxStates }: Limits,
): Counterexample | null {
  const watching = watch(scenario.madeFrom.threads, { withAddresses, allowed });
  const refining = listeningTo(scenario, watching.claim);
  if (unit === 'states') {
    const { counterexample } = explore(expecting(refining, watching.claim.name), { strategy: 'states', maxStates });
    return counterexample?.claim === watching.claim.name ? counterexample : null;
  }
  let failures: Failures | null = null;
  explore(refining, {
    strategy: 'traces',
    onBegin() {
      failures = null;
    },
    onTrace(session) {
      failures ??= new Failures(session, []);
      if (allowed.has(watching.outcomeOf(worldOf(session)))) return;
      // It broke the claim, or something that ended it early: a deadlock.
      failures.add(session.findings.filter(({ claim }) => claim !== DATA_RACE).slice(0, 1));
    },
  });
  return failures!.smallest;
}

function worldOf({ execution }: Session): AllocatorWorld<unknown> {
  return execution.booted.world as AllocatorWorld<unknown>;
}
