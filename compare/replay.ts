/** An execution that a comparison has named, once more. */
import type { AllocatorWorld } from '../properties/claim.js';
import type { AnyScenario, Subject } from '../scenarios/subject.js';
import { type Replay, replay } from '../scheduler/replay.js';
import type { Scenario } from '../scheduler/scenario.js';
import { parseSchedule, type Schedule, ScheduleError } from '../scheduler/schedule.js';
import { watch } from './results.js';
import { scenariosOf } from './workloads.js';

export interface ComparedReplay extends Replay {
  /** What callers see; null if the execution ends where it breaks a claim. */
  readonly outcome: string | null;
}

/** Throws ScheduleError if it is no execution of either design under a workload of theirs. */
export function replayCompared(a: Subject, b: Subject, line: string, withAddresses: boolean): ComparedReplay {
  const schedule = parseSchedule(line);
  const scenarios = scenariosOf(a, b);
  const scenario = scenarios.find(({ name }) => name === schedule.scenario);
  if (scenario === undefined)
    throw new ScheduleError(
      `the comparison has no scenario "${schedule.scenario}"; it has ${scenarios.map(({ name }) => name).join(', ')}`,
    );
  const { madeFrom, remake } = scenario;
  const whole = wholeExecution(scenario, schedule, withAddresses);
  // Claims that break in the same event hide each other: each is looked at alone.
  const withClaims = madeFrom.claims.flatMap((claim) => attempt(remake({ ...madeFrom, claims: [claim] }), schedule));
  const shown = whole ?? withClaims[0];
  if (shown === undefined) return { ...replay(scenario, schedule), outcome: null }; // throws, and says why
  const findings = [...(whole === null ? [] : [whole]), ...withClaims].flatMap((each) => each.findings);
  const isFirst = ({ claim }: { claim: string }, k: number) => findings.findIndex((each) => each.claim === claim) === k;
  return { ...shown, findings: findings.filter(isFirst), outcome: whole?.outcome ?? null };
}

/** Without claims; null if that does not fit. */
function wholeExecution(
  { madeFrom, remake }: AnyScenario,
  schedule: Schedule,
  withAddresses: boolean,
): ComparedReplay | null {
  const watching = watch(madeFrom.threads, { withAddresses });
  const listening = remake({ ...madeFrom, claims: [watching.claim] });
  let world: AllocatorWorld<unknown> | null = null;
  const [found] = attempt(
    {
      ...listening,
      boot() {
        const booted = listening.boot();
        ({ world } = booted);
        return booted;
      },
    },
    schedule,
  );
  return found === undefined ? null : { ...found, outcome: watching.outcomeOf(world!) };
}

/** Nothing if the schedule does not fit. */
function attempt(scenario: Scenario, schedule: Schedule): Replay[] {
  try {
    return [replay(scenario as Scenario, schedule)];
  } catch (error) {
    if (error instanceof ScheduleError) return [];
    throw error;
  }
}
