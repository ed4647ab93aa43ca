/** Explores a scenario trace by trace. */
import { coverageText, type Estimate } from './estimate/estimate.js';
import { TraceEstimator } from './estimate/trace-estimator.js';
import type { ExploreOptions } from './explore-options.js';
import { Failures } from './failures.js';
import type { Scenario } from './scenario.js';
import { Session } from './session.js';
import { OptimalDpor } from './strategies/optimal-dpor.js';
import { expectedClaims, type TraceCounts, unexpected, type Verdict } from './verdict.js';

export interface TraceExploration {
  readonly verdict: Verdict;
  readonly complete: boolean;
  /** How many traces there are, roughly and mostly too few; exact if complete. */
  readonly estimate: number;
  /** What is known of the number of traces; asking costs probes. Null if the exploration did not stop at a limit. */
  readonly covered: (() => Estimate) | null;
}

/** The verdict; if the exploration stopped at a limit, the reason says how much of it is done. */
export function partialVerdict({ verdict, covered }: TraceExploration): Verdict {
  if (covered === null) return verdict;
  const { executions } = verdict.counts as TraceCounts;
  return { ...verdict, reason: `${verdict.reason}, about ${coverageText(executions, covered())}` };
}

/** @param maxEvents stop after so many events */
export function exploreTraces(scenario: Scenario, options: ExploreOptions, maxEvents = Infinity): TraceExploration {
  const { maxExecutions = Infinity, untilFirst = false, onProgress, progressEvery = 1000, trackData = true } = options;
  const symmetry = options.symmetry === true;
  const session = new Session(scenario, { trackData, symmetry });
  const strategy = new OptimalDpor(session);
  const estimator = new TraceEstimator(scenario, { trackData, symmetry });
  const wanted = expectedClaims(scenario);
  let failures = new Failures(session, wanted);
  let beginning = 0;
  let executions = 0;
  let longest = 0;
  let stopped: string | null = null;
  let estimate = 0;
  let covered: TraceExploration['covered'] = null;
  const estimated = (): Estimate => {
    const found = estimator.after(executions, session.steps, executions / strategy.coverage);
    session.execution.activate();
    return found;
  };

  const complete = strategy.explore(() => {
    if (session.beginnings !== beginning) {
      beginning = session.beginnings;
      failures = new Failures(session, wanted);
      executions = 0;
      longest = 0;
    }
    executions++;
    longest = Math.max(longest, session.path.depth);
    const isBroken = session.findings.length > 0;
    if (isBroken) failures.add(session.findings);
    if (untilFirst && isBroken) stopped = 'stopped at the first broken claim';
    else if (executions >= maxExecutions || session.steps >= maxEvents)
      stopped = `stopped after ${executions} executions`;
    else if (onProgress !== undefined && executions % progressEvery === 0) {
      const go = onProgress({
        strategy: 'traces',
        explored: executions,
        violating: failures.count,
        estimate: estimated,
      });
      if (go === false) stopped = `interrupted after ${executions} executions`;
    }
    if (stopped !== null) estimate = executions / strategy.coverage;
    if (stopped !== null && !(untilFirst && isBroken)) {
      const { steps } = session;
      covered = () => estimator.after(executions, steps, estimate);
    }
    return stopped === null;
  });

  let outcome: Verdict['outcome'] = 'holds';
  let reason: string | null = stopped;
  if (failures.count > 0) outcome = 'violated';
  else if (strategy.blocked > 0) {
    outcome = 'inconclusive';
    reason = `${strategy.blocked} executions were started in vain: a fault of the engine. Please report this scenario`;
  } else if (!complete) outcome = 'holds within';
  else if (session.unreached.length > 0) {
    outcome = 'vacuous';
    reason = `never reached: ${session.unreached.map(({ name }) => name).join(', ')}`;
  }
  const verdict = {
    scenario: scenario.name,
    outcome,
    reason,
    choice: null,
    counts: {
      strategy: 'traces' as const,
      executions,
      violating: failures.count,
      blocked: strategy.blocked,
      events: session.steps,
      probes: session.probes,
      longest,
    },
    broken: failures.byClaim,
    counterexample: failures.smallest,
  };
  return {
    verdict: { ...verdict, unexpected: unexpected(scenario, verdict, complete && !symmetry) },
    complete,
    estimate: complete ? executions : estimate,
    covered,
  };
}
