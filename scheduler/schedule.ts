/**
 * Schedules: the choices of one execution, enough to run it again; printed as one line.
 *
 *     toy [A] cpu0:3:spin_lock(A) cpu1:1:begin cpu0:1=2:choose
 *
 * The scenario's name; in brackets the locks whose release is a step of its own, if any; then runs of events of one
 * thread: its name, how many, the alternative that the last one took if not 0 (where it chose a thread, that one's name),
 * and that last step, so that a schedule that belongs to another program is noticed and not followed. `loop:5` at the end
 * says that the last five events lead back to where they began and can repeat for ever. `order:A,B>C` before the runs says
 * that in another execution C is taken with A and B held.
 */
import type { Nesting } from './detectors/lock-cycle.js';

/** Consecutive events of one thread. */
export interface ScheduleRun {
  /** Its name. */
  readonly thread: string;
  /** At least 1. */
  readonly events: number;
  /** Alternative of the last event, or the name of the thread that it chose; those before it took 0. */
  readonly alternative: number | string;
  /** The last event's step, without white space. */
  readonly last: string;
}

/**
 * The choices of one execution, enough to run it again. `parseSchedule` and `printSchedule` turn lines into it
 * and back.
 */
export interface Schedule {
  /** The scenario's name. */
  readonly scenario: string;
  /** Names of locks that somebody try-locks or queries. */
  readonly observed: readonly string[];
  /** Who runs, in order. */
  readonly runs: readonly ScheduleRun[];
  /** Events at the end that repeat for ever; 0: none. */
  readonly loop: number;
  /** How locks are nested in other executions, as far as that is needed to see what is wrong in this one. */
  readonly elsewhere: readonly Nesting[];
}

/** A schedule that cannot be read or does not belong to the scenario. */
export class ScheduleError extends Error {
  /** @internal */
  override readonly name = 'ScheduleError';
}

/** One event of an execution, as far as a schedule is concerned. */
export interface ScheduledEvent {
  readonly thread: string;
  /** The name of the thread that it chose, if it did. */
  readonly alternative: number | string;
  readonly step: string;
}

/** A step's description as it stands in a schedule. */
export function stepMark(step: string): string {
  return step.replace(/\s+/g, '');
}

export function scheduleOf(
  scenario: string,
  observed: readonly string[],
  events: readonly ScheduledEvent[],
  { loop = 0, elsewhere = [] }: Partial<Pick<Schedule, 'loop' | 'elsewhere'>> = {},
): Schedule {
  const runs: ScheduleRun[] = [];
  for (const { thread, alternative, step } of events) {
    const last = runs[runs.length - 1];
    const run = { thread, events: 1, alternative, last: stepMark(step) };
    if (last === undefined || last.thread !== thread || last.alternative !== 0) runs.push(run);
    else runs[runs.length - 1] = { ...run, events: last.events + 1 };
  }
  return { scenario, observed: observed.map(stepMark), runs, loop, elsewhere };
}

/** The schedule as one line, which `parseSchedule` and `mazurka replay` read. */
export function printSchedule({ scenario, observed, runs, loop, elsewhere }: Schedule): string {
  const head = observed.length === 0 ? [scenario] : [scenario, `[${observed.join(',')}]`];
  const parts = runs.map(
    ({ thread, events, alternative, last }) =>
      `${thread}:${events}${alternative === 0 ? '' : `=${alternative}`}:${last}`,
  );
  const orders = elsewhere.map(({ held, lock }) => `order:${held.join(',')}>${lock}`);
  return [...head, ...orders, ...parts, ...(loop === 0 ? [] : [`loop:${loop}`])].join(' ');
}

const ORDER = /^order:([^:>]+)>([^:>]+)$/;

/** Reads what printSchedule printed. Throws ScheduleError, naming the part that it cannot read. */
export function parseSchedule(line: string): Schedule {
  const [scenario, ...parts] = line.trim().split(/\s+/);
  if (scenario === undefined || scenario === '')
    throw new ScheduleError('the schedule is empty; expected "<scenario> <thread>:<events>:<last step> ..."');
  let observed: string[] = [];
  const first = parts[0];
  if (first?.startsWith('[') && first.endsWith(']')) {
    observed = first.slice(1, -1).split(',');
    parts.shift();
  }
  const elsewhere: Nesting[] = [];
  for (let order = ORDER.exec(parts[0] ?? ''); order !== null; order = ORDER.exec(parts[0] ?? '')) {
    elsewhere.push({ held: order[1]!.split(','), lock: order[2]! });
    parts.shift();
  }
  const looping = /^loop:(\d+)$/.exec(parts.at(-1) ?? '');
  if (looping !== null) parts.pop();
  const runs = parts.map((part, k) => {
    const match = /^([^:]+):(\d+)(?:=([^:]+))?:(.+)$/.exec(part);
    if (match === null || Number(match[2]) === 0)
      throw new ScheduleError(
        `part ${k + 1} of the schedule is "${part}"; expected <thread>:<events>:<last step>, as in cpu0:3:spin_lock(A)`,
      );
    const chosen = match[3] ?? '0';
    const alternative = /^\d+$/.test(chosen) ? Number(chosen) : chosen;
    return { thread: match[1]!, events: Number(match[2]), alternative, last: match[4]! };
  });
  const events = runs.reduce((sum, run) => sum + run.events, 0);
  const loop = Number(looping?.[1] ?? 0);
  if (loop > events) throw new ScheduleError(`the schedule says loop:${loop}, but has only ${events} events`);
  return { scenario, observed, runs, loop, elsewhere };
}
