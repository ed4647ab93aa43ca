/** Explores a scenario trace by trace. */
import type { ExploreOptions } from './explore-options.js';
import type { Scenario } from './scenario.js';
import { Session } from './session.js';
import { OptimalDpor } from './strategies/optimal-dpor.js';
import { Tally } from './tally.js';
import { unexpected, type Verdict } from './verdict.js';

export interface TraceExploration {
  readonly verdict: Verdict;
  readonly complete: boolean;
  /** How many traces there are, roughly and mostly too few; exact if complete. */
  readonly estimate: number;
}

/** @param maxEvents stop after so many events */
export function exploreTraces(scenario: Scenario, options: ExploreOptions, maxEvents = Infinity): TraceExploration {
  const { trackData = true, symmetry = false } = options;
  const session = new Session(scenario, { trackData, symmetry });
  const strategy = new OptimalDpor(session);
  const tally = new Tally(session, 'traces', options, maxEvents);
  let estimate = 0;

  const complete = strategy.explore(() => {
    const goesOn = tally.ended();
    if (!goesOn) estimate = tally.executions / strategy.coverage;
    return goesOn;
  });
  const { executions, failures, longest, stopped } = tally;

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
  };
}
