/** Explores a scenario and says what it found: the verdict. The same input gives the same verdict, to the bit. */
import { type Counterexample, Failures } from './failures.js';
import type { Scenario } from './scenario.js';
import { Session } from './session.js';
import { OptimalDpor } from './strategies/optimal-dpor.js';

export interface Counts {
  /** Complete executions: with optimal DPOR one per Mazurkiewicz trace. */
  readonly executions: number;
  /** Executions that broke a claim. */
  readonly violating: number;
  /** Executions that the reduction started in vain; 0 for optimal DPOR. */
  readonly blocked: number;
  /** Events performed, re-runs and probes included. */
  readonly events: number;
  /** Extra runs to learn what a step touches somewhere else. */
  readonly probes: number;
  /** Events of the longest execution. */
  readonly longest: number;
}

export interface Verdict {
  readonly scenario: string;
  /**
   * `holds`: in every trace. `holds within`: in every trace up to the bound in `reason`. `vacuous`: nothing broke, but
   * something that had to happen never did. `inconclusive`: see `reason`.
   */
  readonly outcome: 'holds' | 'holds within' | 'violated' | 'vacuous' | 'inconclusive';
  readonly reason: string | null;
  readonly counts: Counts;
  /** Broken claims and the number of executions that break each. */
  readonly broken: Readonly<Record<string, number>>;
  /** The smallest; of a claim that was expected to break, if one did. See Failures. */
  readonly counterexample: Counterexample | null;
  /** Null if the scenario expects nothing; else what differs from the expectation, '' if nothing does. */
  readonly unexpected: string | null;
}

export interface Progress {
  readonly executions: number;
  readonly events: number;
  readonly violating: number;
}

export interface ExploreOptions {
  /** Stop after this many executions. */
  readonly maxExecutions?: number;
  /** Stop at the first broken claim; the counterexample is then the first, not the smallest. */
  readonly untilFirst?: boolean;
  /** Called every `progressEvery` executions (default 1000); returning false stops. */
  readonly onProgress?: (progress: Progress) => boolean | undefined;
  readonly progressEvery?: number;
  /** See SessionOptions.trackData. */
  readonly trackData?: boolean;
}

/** Explores every interleaving that matters. Throws only for mistakes in the scenario's code. */
export function explore<W>(scenario: Scenario<W>, options: ExploreOptions = {}): Verdict {
  const { maxExecutions = Infinity, untilFirst = false, onProgress, progressEvery = 1000, trackData = true } = options;
  const session = new Session(scenario, { trackData });
  const strategy = new OptimalDpor(session);
  const wanted = expectedClaims(scenario);
  let failures = new Failures(session, wanted);
  let beginning = 0;
  let executions = 0;
  let longest = 0;
  let stopped: string | null = null;

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
    else if (executions >= maxExecutions) stopped = `stopped after ${executions} executions`;
    else if (onProgress !== undefined && executions % progressEvery === 0) {
      const go = onProgress({ executions, events: session.steps, violating: failures.count });
      if (go === false) stopped = `interrupted after ${executions} executions`;
    }
    return stopped === null;
  });

  const { smallest } = failures;
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
    counts: {
      executions,
      violating: failures.count,
      blocked: strategy.blocked,
      events: session.steps,
      probes: session.probes,
      longest,
    },
    broken: failures.byClaim,
    counterexample: smallest,
  };
  return { ...verdict, unexpected: unexpected(scenario, verdict, complete) };
}

function expectedClaims(scenario: Scenario): readonly string[] {
  const by = scenario.expect?.by;
  return by === undefined ? [] : typeof by === 'string' ? [by] : by;
}

function unexpected(scenario: Scenario, verdict: Omit<Verdict, 'unexpected'>, complete: boolean): string | null {
  const { expect } = scenario;
  if (expect === undefined) return null;
  const differences: string[] = [];
  if (verdict.outcome !== expect.verdict) differences.push(`expected ${expect.verdict}, found ${verdict.outcome}`);
  const claims = Object.keys(verdict.broken).sort().join(', ');
  const expected = [...expectedClaims(scenario)].sort().join(', ');
  if (expect.verdict === 'violated' && claims !== expected)
    differences.push(`expected these claims to break: ${expected}; broken: ${claims || 'none'}`);
  if (complete && expect.traces !== undefined && expect.traces !== verdict.counts.executions)
    differences.push(`expected ${expect.traces} traces, found ${verdict.counts.executions}`);
  return differences.join('; ');
}
