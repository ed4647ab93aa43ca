/** Whether a workload breaks a claim: found by any means, denied only when every interleaving was looked at. */
import { explore } from '../scheduler/explore.js';
import type { ExploreOptions } from '../scheduler/explore-options.js';
import type { Counterexample } from '../scheduler/failures.js';
import type { Scenario } from '../scheduler/scenario.js';
import { ScenarioError } from '../scheduler/scenario-error.js';
import { NoStatesError } from '../scheduler/states/values.js';
import { expecting, isComplete, type TraceCounts } from '../scheduler/verdict.js';

/** How far a workload is explored, in executions and states: never in seconds, so that the answer is the same everywhere. */
export interface Effort {
  /** Random executions: most failures show in few. */
  readonly random: number;
  /** Traces, if the claim held in these. */
  readonly traces: number;
  /** States, if there are more traces. */
  readonly states: number;
}

/** For workloads that are still large. */
export const QUICK: Effort = { random: 60, traces: 200, states: 0 };
/** Decides what the last steps of a minimisation ask. */
export const THOROUGH: Effort = { random: 200, traces: 5_000, states: 50_000 };

/**
 * `breaks`, with an execution that does; `holds` in every execution; `otherwise`: breaks without any preemption; not known;
 * or no workload: the set-up fails by itself, or parameters do not go together.
 */
export type Decision =
  | { readonly answer: 'breaks'; readonly counterexample: Counterexample }
  | { readonly answer: 'holds' | 'otherwise' | 'unknown' | 'invalid' };

/**
 * @param scenario makes that claim and no other, unless the engine always looks for it
 * @param isRace what breaks without any preemption does not count
 */
export function decide(scenario: Scenario, claim: string, effort: Effort, isRace = false): Decision {
  const { traces, random, states } = effort;
  const wanted = expecting(scenario, claim);
  let counterexample: Counterexample | null = null;
  /** Explores until the claim breaks; true if everything was explored. */
  const tryHard = (options: ExploreOptions): boolean => {
    let isBroken = false;
    const verdict = explore(wanted, {
      ...options,
      brief: true,
      progressEvery: 1,
      onTrace: ({ findings }) => {
        isBroken ||= findings.some((finding) => finding.claim === claim);
      },
      onProgress: () => !isBroken,
    });
    if (verdict.counterexample?.claim === claim) ({ counterexample } = verdict);
    return isComplete(verdict);
  };
  const found = (): Decision | null => (counterexample === null ? null : { answer: 'breaks', counterexample });
  try {
    if (isRace) {
      const isSafe = isSafeInTurn(wanted, claim, traces);
      if (isSafe !== true) return { answer: isSafe === false ? 'otherwise' : 'unknown' };
    }
    tryHard({ strategy: 'random', maxExecutions: random });
    if (counterexample === null && tryHard({ strategy: 'traces', maxExecutions: traces }))
      return found() ?? { answer: 'holds' };
    if (counterexample === null && states > 0 && tryHard({ strategy: 'states', maxStates: states }))
      return found() ?? { answer: 'holds' };
  } catch (error) {
    if (error instanceof NoStatesError) return { answer: 'unknown' };
    if (error instanceof ScenarioError) return { answer: 'invalid' };
    throw error;
  }
  return found() ?? { answer: 'unknown' };
}

/**
 * Whether the claim holds in every execution without preemptions; undefined if there are more traces of such executions than
 * may be looked at.
 */
export function isSafeInTurn(scenario: Scenario, claim: string, maxTraces: number): boolean | undefined {
  const { broken, counts } = explore(scenario, {
    strategy: 'preemptions',
    maxPreemptions: 0,
    maxExecutions: maxTraces,
    brief: true,
  });
  if (claim in broken) return false;
  return (counts as TraceCounts).executions < maxTraces ? true : undefined;
}
