/** Explores a scenario and says what it found: the verdict. The same input gives the same verdict, to the bit. */
import { fewestPreemptions } from './minimise.js';
import { parseSchedule, printSchedule, scheduleOf } from './schedule.js';
import type { Scenario } from './scenario.js';
import { Session } from './session.js';
import { OptimalDpor } from './strategies/optimal-dpor.js';
import { replay, scheduledEvents, type Trace } from './trace.js';

export interface Counterexample {
  readonly claim: string;
  /** What is broken, by whom, where. */
  readonly message: string;
  /** One line that `replay` runs again. */
  readonly schedule: string;
  readonly preemptions: number;
  readonly trace: Trace;
}

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
  /** Broken claims and the number of executions in which each was the first to break. */
  readonly broken: Readonly<Record<string, number>>;
  /** Of the first broken claim by name expected, the counterexample with the fewest preemptions, then events. */
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

/** Of so many failing executions each is minimised; of later ones only those that look smaller are not. */
const MAX_MINIMISED = 2_000;

/** Explores every interleaving that matters. Throws only for mistakes in the scenario's code. */
export function explore<W>(scenario: Scenario<W>, options: ExploreOptions = {}): Verdict {
  const { maxExecutions = Infinity, untilFirst = false, onProgress, progressEvery = 1000, trackData = true } = options;
  const session = new Session(scenario, { trackData });
  const strategy = new OptimalDpor(session);
  const wanted = expectedClaims(scenario);
  let broken: Record<string, number> = {};
  let ended = 0;
  let violating = 0;
  let longest = 0;
  let smallest: { claim: string; message: string; schedule: string; preemptions: number; events: number } | null = null;
  let stopped: string | null = null;

  const complete = strategy.explore(() => {
    if (session.executions === 1) {
      // The first execution, or the first after a restart: nothing counted before belongs to this exploration.
      broken = {};
      ended = 0;
      violating = 0;
      longest = 0;
      smallest = null;
    }
    ended++;
    longest = Math.max(longest, session.path.depth);
    const { finding } = session;
    if (finding !== null) {
      violating++;
      broken[finding.claim] = (broken[finding.claim] ?? 0) + 1;
      const rank = wanted.length === 0 || wanted.includes(finding.claim) ? 0 : 1;
      const best = smallest === null || (wanted.length > 0 && !wanted.includes(smallest.claim) && rank === 0) ? null : smallest;
      const comparable = best === null || rank === 0 || !wanted.includes(best.claim);
      if (comparable && violating <= MAX_MINIMISED) {
        const fewerThan = best === null ? Infinity : best.preemptions + 1;
        const found = fewestPreemptions(session, finding.at, fewerThan);
        if (
          found !== null &&
          (best === null ||
            found.preemptions < best.preemptions ||
            (found.preemptions === best.preemptions && found.order.length < best.events))
        )
          smallest = {
            claim: finding.claim,
            message: finding.message,
            schedule: printSchedule(
              scheduleOf(scenario.name, session.observedNames, scheduledEvents(session, found.order)),
            ),
            preemptions: found.preemptions,
            events: found.order.length,
          };
      }
      if (untilFirst) {
        stopped = 'stopped at the first broken claim';
        return false;
      }
    }
    if (ended >= maxExecutions) {
      stopped = `stopped after ${ended} executions`;
      return false;
    }
    if (onProgress !== undefined && ended % progressEvery === 0) {
      const go = onProgress({ executions: ended, events: session.steps, violating });
      if (go === false) stopped = `interrupted after ${ended} executions`;
      return go !== false;
    }
    return true;
  });

  const counts: Counts = {
    executions: ended,
    violating,
    blocked: strategy.blocked,
    events: session.steps,
    probes: session.probes,
    longest,
  };
  const found = smallest as { claim: string; message: string; schedule: string; preemptions: number } | null;
  let outcome: Verdict['outcome'] = 'holds';
  let reason: string | null = null;
  if (found !== null) outcome = 'violated';
  else if (!complete) {
    outcome = 'holds within';
    reason = stopped;
  } else if (session.unreached.length > 0) {
    outcome = 'vacuous';
    reason = `never reached: ${session.unreached.map(({ name }) => name).join(', ')}`;
  }
  if (found !== null && stopped !== null) reason = stopped;
  const counterexample =
    found === null ? null : { ...found, trace: replay(scenario, parseSchedule(found.schedule)).trace };
  const verdict = { scenario: scenario.name, outcome, reason, counts, broken, counterexample };
  return { ...verdict, unexpected: unexpected(scenario, verdict, complete) };
}

function expectedClaims(scenario: Scenario): readonly string[] {
  const by = scenario.expect?.by;
  return by === undefined ? [] : typeof by === 'string' ? [by] : by;
}

function unexpected(
  scenario: Scenario,
  verdict: Omit<Verdict, 'unexpected'>,
  complete: boolean,
): string | null {
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
