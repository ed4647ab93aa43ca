/** `mazurka replay`: runs one schedule again and shows what happens. */
import { readFile } from 'node:fs/promises';
import { isFile } from '../program/load.js';
import { EXIT, UsageError } from '../program/usage-error.js';
import { counterexampleText, traceText } from '../report/trace-text.js';
import { replayJson } from '../report/verdict-json.js';
import { type Followed, follow } from '../scheduler/follow.js';
import { type Replay, replay as run } from '../scheduler/replay.js';
import type { Scenario } from '../scheduler/scenario.js';
import { parseSchedule, printSchedule, type Schedule, ScheduleError } from '../scheduler/schedule.js';
import { preemptionsOf } from '../scheduler/trace.js';
import { isPath, noFile, readFailure, scenarioOfFailure } from './failure-file.js';
import { terminal } from './paint.js';
import { selectOne } from './select.js';

export interface ReplayOptions {
  readonly json?: boolean;
  /** File of scenarios, or of a failure, that the schedule belongs to. */
  readonly file?: string;
  readonly transpileOnly?: boolean;
  /** Refuse a schedule that does not fit. */
  readonly strict?: boolean;
  /** Name the source line of each step. */
  readonly where?: boolean;
}

/** Returns the exit code: whether the schedule breaks a claim or not, showing it is success. */
export async function replay(line: string, options: ReplayOptions): Promise<number> {
  return scheduled(line, options, (scenario, given, file) => {
    const say = (text: string) => void process.stdout.write(`${text}\n`);
    const { found, schedule, drift } = runOrFollow(scenario, given, options.strict ?? false);
    if (options.json !== true && drift.length > 0) {
      say('the schedule does not fit any more; it was followed by names, and the default scheduler went on:');
      for (const each of drift) say(`  ${each}`);
      say('');
    }
    const [first] = found.findings;
    if (options.json === true) say(JSON.stringify({ ...replayJson(found), drift }, null, 2));
    else {
      const style = { ...terminal(), where: options.where ?? false, folder: process.cwd(), file };
      if (first === undefined) say(`${traceText(found.trace, style)}\n\nno claim is broken`);
      else {
        const preemptions = preemptionsOf(found.trace);
        say(
          counterexampleText({ ...first, preemptions, trace: found.trace, schedule: printSchedule(schedule) }, style),
        );
      }
    }
    return EXIT.asExpected;
  });
}

/** Runs the schedule; one that does not fit is followed as far as possible, unless that is not wanted. */
function runOrFollow(scenario: Scenario, schedule: Schedule, isStrict: boolean): Followed & { readonly found: Replay } {
  try {
    return { found: run(scenario, schedule), schedule, drift: [] };
  } catch (error) {
    if (isStrict || !(error instanceof ScheduleError)) throw error;
    const followed = follow(scenario, schedule);
    return { ...followed, found: run(scenario, followed.schedule), drift: [error.message, ...followed.drift] };
  }
}

/**
 * Does something with a schedule, given as a line or as a file that holds it or a failure, with its scenario and the file that
 * this is in, of scenarios or of a failure; null for a shipped one. Throws UsageError.
 */
export async function scheduled<T>(
  line: string,
  { file, transpileOnly = false }: Pick<ReplayOptions, 'file' | 'transpileOnly'>,
  use: (scenario: Scenario, schedule: Schedule, file: string | null) => T,
): Promise<T> {
  try {
    const given = readFailure(line);
    const [from, failure] =
      given === null ? [file, file === undefined || isFile(file) ? null : readFailure(file)] : [line, given];
    const schedule = parseSchedule(given?.schedule ?? (await lineOf(line)));
    const scenario =
      failure === null
        ? await selectOne(schedule.scenario, file, transpileOnly)
        : await scenarioOfFailure(failure, from!, transpileOnly);
    return use(scenario, schedule, from ?? null);
  } catch (error) {
    if (error instanceof ScheduleError) throw new UsageError(error.message);
    throw error;
  }
}

/** The schedule itself, or the first line of the file that it names. */
async function lineOf(given: string): Promise<string> {
  const why = noFile(given);
  if (why !== null && isPath(given)) throw new UsageError(`${given}: ${why}`);
  if (why !== null) return given;
  const text = await readFile(given, 'utf8');
  return text.split('\n').find((line) => line.trim() !== '') ?? '';
}
