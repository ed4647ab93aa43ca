/** A scenario and its executions as the trace viewer shows them. */
import type { BrokenClaim, PageCase, PageExecution, PageRace } from '../report/page-data.js';
import { raceSentences } from '../report/race-text.js';
import { relative } from '../report/trace-text.js';
import { isMade } from '../scenarios/subject.js';
import type { CriticalRace, Explanation, RacePoint } from '../scheduler/explain/explanation.js';
import { walk } from '../scheduler/follow.js';
import type { Scenario } from '../scheduler/scenario.js';
import { parseSchedule, printSchedule } from '../scheduler/schedule.js';
import { briefly, type Staged, stage } from '../scheduler/standing.js';
import type { Trace, TraceEvent } from '../scheduler/trace.js';
import { packageFile } from './package-file.js';

/** What a page can show of a scenario. @param file see PageCase.file */
export function failingCase(scenario: Scenario, file: string | null, explanation: Explanation): PageCase {
  const { schedule, race, claim } = explanation;
  const failing = executionOf(scenario, 'failing', schedule);
  const executions = [failing];
  if (race !== null && race.failing.schedule !== schedule)
    executions.push(executionOf(scenario, 'failing, nearest to a passing one', race.failing.schedule));
  if (race !== null) {
    const title = race.passing.besides.length === 0 ? 'nearest passing' : `nearest without ${claim}`;
    executions.push(executionOf(scenario, title, race.passing.schedule));
  }
  return { ...headOf(scenario, file), broken: brokenClaim(explanation, executions), executions };
}

/** The same where nothing breaks: the execution of the default scheduler. */
export function passingCase(scenario: Scenario, file: string | null): PageCase {
  const bounded = briefly(scenario);
  const schedule = printSchedule(walk(bounded, new Map()));
  const executions = [executionOf(bounded, 'one thread after another', schedule)];
  return { ...headOf(scenario, file), broken: null, executions };
}

function headOf(scenario: Scenario, file: string | null): Omit<PageCase, 'broken' | 'executions'> {
  const { name, question = null, source = null } = scenario;
  const threads = isMade(scenario) ? Object.entries(scenario.madeFrom.threads) : [];
  const cpus = Object.fromEntries(threads.map(([thread, { cpu = 0 }]) => [thread, cpu]));
  return { scenario: name, question, source, file, cpus, noWhatIf: null };
}

function executionOf(scenario: Scenario, title: string, schedule: string): PageExecution {
  return { title, staged: withShortPaths(stage(scenario, parseSchedule(schedule))), drift: [] };
}

/** Source lines below the working directory and in this package are named from there. */
function withShortPaths(staged: Staged): Staged {
  const folders = [process.cwd(), packageFile('.').pathname.replace(/\/$/, '')];
  const short = (place: string) => folders.reduce((path, folder) => relative(path, folder), place);
  const events = staged.trace.events.map((event) => ({
    ...event,
    steps: event.steps.map((step) => ({ ...step, where: step.where.map(short) })),
  }));
  return { ...staged, trace: { ...staged.trace, events } };
}

function brokenClaim(explanation: Explanation, executions: readonly PageExecution[]): BrokenClaim {
  const { claim, message, slice, race } = explanation;
  const counts: Record<string, number> = {};
  for (const { thread } of slice.trace.events) counts[thread] = (counts[thread] ?? 0) + 1;
  return {
    claim,
    message,
    slice: counts,
    race: race === null ? null : raceOf(race, executions.length),
    sentences: raceSentences(explanation),
  };
}

function raceOf({ first, second, failing, passing }: CriticalRace, executions: number): PageRace {
  const points = [...first, second];
  const known = points.flatMap(({ event }) => (event === null ? [] : [event]));
  const there = points.flatMap((point) => counterpart(point, failing.trace, passing.trace));
  return {
    failing: { execution: Math.max(0, executions - 2), events: known },
    passing: { execution: executions - 1, events: there },
  };
}

/** The thread's step of the same number in the other execution, if it has one. */
function counterpart({ thread, step, event }: RacePoint, from: Trace, to: Trace): number[] {
  const isStep = (each: TraceEvent) => each.thread === thread && each.steps[0]?.text === step;
  const before = event ?? from.events.length;
  const nth = from.events.slice(0, before).filter(({ thread: each }) => each === thread).length;
  const own = to.events.filter((each) => each.thread === thread);
  const found = own[nth] !== undefined && isStep(own[nth]) ? own[nth] : own.find(isStep);
  return found === undefined ? [] : [found.index];
}
