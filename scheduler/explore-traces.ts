/** Explores a scenario trace by trace. */
import { Contention } from './detectors/contention.js';
import type { ExploreOptions } from './explore-options.js';
import { Failures } from './failures.js';
import type { Scenario } from './scenario.js';
import { Session } from './session.js';
import { OptimalDpor } from './strategies/optimal-dpor.js';
import { expectedClaims, unexpected, type Verdict, vacuity } from './verdict.js';

export interface TraceExploration {
  readonly verdict: Verdict;
  readonly complete: boolean;
  /** How many traces there are, roughly and mostly too few; exact if complete. */
  readonly estimate: number;
}

/** @param maxEvents stop after so many events */
export function exploreTraces(scenario: Scenario, options: ExploreOptions, maxEvents = Infinity): TraceExploration {
  const { maxExecutions = Infinity, untilFirst = false, onProgress, progressEvery = 1000, trackData = true } = options;
  const symmetry = options.symmetry === true;
  const session = new Session(scenario, { trackData, symmetry });
  const strategy = new OptimalDpor(session);
  const wanted = expectedClaims(scenario);
  let failures = new Failures(session, wanted);
  let contention = options.coverage === true ? new Contention() : null;
  let beginning = 0;
  let executions = 0;
  let longest = 0;
  let stopped: string | null = null;
  let estimate = 0;

  const complete = strategy.explore(() => {
    if (session.beginnings !== beginning) {
      beginning = session.beginnings;
      failures = new Failures(session, wanted);
      if (contention !== null) contention = new Contention();
      executions = 0;
      longest = 0;
    }
    executions++;
    contention?.look(session.execution, session.path);
    longest = Math.max(longest, session.path.depth);
    const isBroken = session.findings.length > 0;
    if (isBroken) failures.add(session.findings);
    if (untilFirst && (isBroken || session.order.findings.length > 0)) stopped = 'stopped at the first broken claim';
    else if (executions >= maxExecutions || session.steps >= maxEvents)
      stopped = `stopped after ${executions} executions`;
    else if (onProgress !== undefined && executions % progressEvery === 0) {
      const go = onProgress({ strategy: 'traces', explored: executions, violating: failures.count });
      if (go === false) stopped = `interrupted after ${executions} executions`;
    }
    if (stopped !== null) estimate = executions / strategy.coverage;
    return stopped === null;
  });

  failures.addOverall(session.order.findings);
  let outcome: Verdict['outcome'] = 'holds';
  let reason: string | null = stopped;
  if (failures.isBroken) outcome = 'violated';
  else if (strategy.blocked > 0) {
    outcome = 'inconclusive';
    reason = `${strategy.blocked} executions were started in vain: a fault of the engine. Please report this scenario`;
  } else if (!complete) outcome = 'holds within';
  else ({ outcome, reason } = vacuity(scenario, session.unreached, session.applied));
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
    ...(contention === null ? {} : { locks: contention.locks }),
  };
  return {
    verdict: { ...verdict, unexpected: unexpected(scenario, verdict, complete && !symmetry) },
    complete,
    estimate: complete ? executions : estimate,
  };
}
