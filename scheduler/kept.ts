/** Executions that a scenario keeps because they once broke a claim: followed before anything is explored. */
import { follow } from './follow.js';
import { replay } from './replay.js';
import type { Scenario } from './scenario.js';
import { parseSchedule, printSchedule } from './schedule.js';
import { sealed } from './sealed.js';
import { preemptionsOf } from './trace.js';
import { expectedClaims, unexpected, type Verdict } from './verdict.js';

/**
 * The verdict of the first one that breaks a claim that is not expected to break; null if there is none: explore. Throws
 * ScheduleError for one that cannot be read.
 */
export function keptVerdict(scenario: Scenario): Verdict | null {
  const { schedules = [] } = scenario;
  const wanted = expectedClaims(scenario);
  for (const [k, line] of schedules.entries()) {
    const { schedule, drift } = sealed(() => follow(scenario, parseSchedule(line)));
    const { trace, findings } = replay(scenario, schedule);
    const finding = findings.find(({ claim }) => !wanted.includes(claim));
    if (finding === undefined) continue;
    const { claim, message } = finding;
    const { length } = trace.events;
    const verdict = {
      scenario: scenario.name,
      outcome: 'violated' as const,
      reason: `execution ${k + 1} of those kept breaks it${drift.length === 0 ? '' : ', though it no longer fits'}; nothing else was explored`,
      choice: null,
      counts: {
        strategy: 'traces' as const,
        executions: 1,
        violating: 1,
        blocked: 0,
        events: length,
        probes: 0,
        longest: length,
      },
      broken: Object.fromEntries(findings.map((each) => [each.claim, 1])),
      counterexample: {
        claim,
        message,
        schedule: printSchedule(schedule),
        preemptions: preemptionsOf(trace),
        trace,
      },
    };
    return { ...verdict, unexpected: unexpected(scenario, verdict, false) };
  }
  return null;
}
