/** Where each thread stands in each state of an execution: what it asks for, and whether it can have it. */
import { type Replay, replay } from './replay.js';
import type { Scenario } from './scenario.js';
import { parseSchedule, printSchedule, type Schedule, type ScheduledEvent, scheduleOf } from './schedule.js';
import type { Session } from './session.js';
import { type Step, standsForThread } from './step.js';

/** One thread in one state. */
export interface Standing {
  readonly thread: string;
  /** Its next step; null once it has ended. */
  readonly step: string | null;
  /** What that may choose from. None: it waits, or has ended. */
  readonly ways: readonly Way[];
}

/** An alternative of a step. */
export interface Way {
  /** As a schedule names it. */
  readonly alternative: number | string;
  /** What it stands for, where that is known. */
  readonly means?: string;
}

/** A replayed schedule, with where everybody stands before each event and after the last. */
export interface Staged extends Replay {
  readonly schedule: string;
  readonly standings: readonly (readonly Standing[])[];
}

/** The same as `replay`. Throws ScheduleError. */
export function stage(scenario: Scenario, schedule: Schedule): Staged {
  const standings: Standing[][] = [];
  const found = replay(scenario, schedule, (session, events) => {
    standings.length = events;
    standings.push(standingsIn(session));
  });
  return { ...found, schedule: printSchedule(schedule), standings };
}

function standingsIn({ execution }: Session): Standing[] {
  return execution.threads.flatMap((thread, t): Standing[] => {
    if (thread === undefined) return [];
    const { name, pending } = thread;
    if (pending === null) return [{ thread: name, step: null, ways: [] }];
    const ways = execution.ways(t).map((alternative) => wayOf(pending, alternative, execution.threads));
    return [{ thread: name, step: String(pending), ways }];
  });
}

function wayOf(step: Step<unknown>, alternative: number, threads: Session['execution']['threads']): Way {
  if (standsForThread(step.operation, alternative)) return { alternative: threads[alternative - 1]!.name };
  const options = step.operation.options?.(step);
  return { alternative, ...(options === undefined ? {} : { means: String(options[alternative]) }) };
}

/** Most events of an execution that is only to be looked at: it may have no end. */
const MOST_EVENTS = 2_000;

/** The scenario, all executions of which are short enough to be looked at. */
export function briefly(scenario: Scenario): Scenario {
  return { ...scenario, stepBound: Math.min(scenario.stepBound ?? MOST_EVENTS, MOST_EVENTS) };
}

/** The first events of an execution, then this one: to be followed, for it says nothing of what comes next. */
export function branchOff({ trace, schedule: line }: Staged, events: number, next: ScheduledEvent): Schedule {
  const { observed, elsewhere, runs, scenario } = parseSchedule(line);
  const chosen = runs.flatMap((run) => [...Array<number>(run.events - 1).fill(0), run.alternative]);
  const before = trace.events
    .slice(0, events)
    .map(({ thread, steps }, k) => ({ thread, alternative: chosen[k]!, step: steps[0]!.text }));
  return scheduleOf(scenario, observed, [...before, next], { elsewhere });
}
