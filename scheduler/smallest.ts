/**
 * The smallest counterexample of one claim, and what is proven about it: traces are looked at in the order of the preemptions
 * that they need, so that when one breaks the claim, all that need fewer have been seen and keep it.
 */
import { explore } from './explore.js';
import type { BoundedProgress } from './explore-options.js';
import { type Counterexample, MAX_MINIMISED } from './failures.js';
import type { Scenario } from './scenario.js';
import { expecting, isComplete, type TraceCounts } from './verdict.js';

export interface Smallest {
  readonly counterexample: Counterexample;
  /** No execution with fewer preemptions breaks the claim: every trace that needs fewer was looked at. */
  readonly fewestPreemptions: boolean;
  /** No execution with as many preemptions breaks it after fewer events: every trace that needs no more was looked at. */
  readonly fewestEvents: boolean;
  /** Traces looked at. */
  readonly traces: number;
}

/**
 * @param maxTraces looks at no more traces
 * @returns null if no trace breaks the claim, undefined if that is not known of all traces
 */
export function smallestCounterexample(
  scenario: Scenario,
  claim: string,
  maxTraces = 20_000,
): Smallest | null | undefined {
  /** Preemptions of the first trace that breaks the claim; -1: none so far. */
  let level = -1;
  let isBroken = false;
  const verdict = explore(expecting(scenario, claim), {
    strategy: 'preemptions',
    maxExecutions: maxTraces,
    progressEvery: 1,
    onBegin: () => {
      level = -1;
    },
    onTrace: ({ findings }) => {
      isBroken = findings.some((finding) => finding.claim === claim);
    },
    onProgress: (progress) => {
      const { level: now } = progress as BoundedProgress;
      if (isBroken && level < 0) level = now;
      return level < 0 || now <= level;
    },
  });
  const { counterexample, counts, broken } = verdict;
  const { executions, violating } = counts as TraceCounts;
  if (counterexample?.claim !== claim) return isComplete(verdict) && !(claim in broken) ? null : undefined;
  const isCovered = executions < maxTraces; // all traces, or all that need no more preemptions
  return {
    counterexample,
    // A claim over all executions, such as the lock order, is known at the end only.
    fewestPreemptions: level < 0 ? isCovered : counterexample.preemptions <= level,
    fewestEvents: isCovered && violating <= MAX_MINIMISED,
    traces: executions,
  };
}
