/** `mazurka check`: explores scenarios and compares the verdicts with what they expect. */

import { EXIT, UsageError } from '../program/usage-error.js';
import { isAsExpected, isInconclusive } from '../report/verdict-text.js';
import { CheckpointError } from '../scheduler/checkpoint.js';
import { explore } from '../scheduler/explore.js';
import type { ExploreOptions } from '../scheduler/explore-options.js';
import { UntouchedObjectError } from '../scheduler/explore-random.js';
import { keptVerdict } from '../scheduler/kept.js';
import type { Scenario } from '../scheduler/scenario.js';
import { ScheduleError } from '../scheduler/schedule.js';
import type { Verdict } from '../scheduler/verdict.js';
import { atLeast, type CheckOptions, exploreOptions } from './check-options.js';
import { CheckpointFile } from './checkpoint-file.js';
import { isInterrupted, listen } from './interrupt.js';
import { ProgressLine } from './progress.js';
import { reportersOf } from './reporters.js';
import { type Selected, select } from './select.js';
import { isIn, shardOf } from './shard.js';

/** Returns the exit code. */
export async function check(wanted: readonly string[], options: CheckOptions): Promise<number> {
  const { quiet = false, progress: isShown = true, untilFirst = false, transpileOnly = false } = options;
  const how = exploreOptions(options);
  const { limit = Infinity } = atLeast(1, 'limit', '--time', options.time);
  const reporters = reportersOf(options);
  const found = await select(wanted, transpileOnly);
  const shard = shardOf(options.shard, found.length, 'scenarios');
  const selected = found.filter((_, k) => isIn(shard, k));
  const kept = options.checkpoint === undefined ? null : await keep(options, selected);
  const progress = new ProgressLine(isShown && !quiet);
  const verdicts: Verdict[] = [];
  listen();
  for (const [k, { scenario, file }] of selected.entries()) {
    if (isInterrupted()) break;
    const started = process.hrtime.bigint();
    progress.start(selected.length > 1 ? `${k + 1} of ${selected.length}, ${scenario.name}` : scenario.name);
    let saved = 0;
    let isStopped = false;
    const verdict = explored(scenario, {
      ...how,
      ...kept?.options,
      untilFirst,
      progressEvery: 100,
      onProgress(now) {
        progress.show(now);
        isStopped = progress.seconds >= limit || isInterrupted();
        if (kept !== null && 'checkpoint' in now && (isStopped || progress.seconds - saved >= kept.every)) {
          kept.file.write(now.checkpoint());
          saved = progress.seconds;
        }
        return !isStopped;
      },
    });
    if (!isStopped) kept?.file.remove();
    progress.clear();
    verdicts.push(verdict);
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    for (const reporter of reporters) reporter.checked({ scenario, file, verdict, seconds });
  }
  for (const reporter of reporters) await reporter.end();
  if (isInterrupted()) {
    process.stderr.write(`mazurka: stopped in scenario ${verdicts.length} of ${selected.length}\n`);
    return EXIT.interrupted;
  }
  if (verdicts.some((verdict) => !isAsExpected(verdict) && !isInconclusive(verdict))) return EXIT.notAsExpected;
  return verdicts.some(isInconclusive) ? EXIT.inconclusive : EXIT.asExpected;
}

/** Seconds between two checkpoints. */
const SAVE_EVERY = 10;

/** The file of `--checkpoint`, what to go on from, and how many seconds to wait between two checkpoints. */
async function keep(options: CheckOptions, selected: readonly Selected[]) {
  const { checkpoint, checkpointEvery, strategy, maxExecutions, maxStates, coverage } = options;
  const [one, ...others] = selected;
  if (one === undefined || others.length > 0)
    throw new UsageError(`--checkpoint is of one scenario; found ${selected.length}: name one`);
  if (strategy !== undefined && strategy !== 'traces' && strategy !== 'source')
    throw new UsageError(`--checkpoint is for --strategy traces or source; found --strategy ${strategy}`);
  if (maxExecutions !== undefined || maxStates !== undefined || coverage === true)
    throw new UsageError(
      '--checkpoint goes on until all is explored: leave out --max-..., --coverage; --time stops it',
    );
  const { every = SAVE_EVERY } = atLeast(0, 'every', '--checkpoint-every', checkpointEvery);
  const file = await CheckpointFile.at(String(checkpoint), one.file);
  const from = file.read();
  return { file, every, options: { strategy: strategy ?? 'traces', ...(from === null ? {} : { from }) } as const };
}

/** The executions that the scenario keeps, then `explore`. Throws UsageError for objects that it does not have, and the like. */
function explored(scenario: Scenario, options: ExploreOptions): Verdict {
  try {
    return keptVerdict(scenario) ?? explore(scenario, options);
  } catch (error) {
    if (error instanceof UntouchedObjectError) throw new UsageError(`--objects: ${error.message}`);
    if (error instanceof ScheduleError) throw new UsageError(`${scenario.name}: field schedules: ${error.message}`);
    if (error instanceof CheckpointError) throw new UsageError(`--checkpoint: ${error.message}`);
    throw error;
  }
}
