/** `mazurka check`: explores scenarios and compares the verdicts with what they expect. */
import { counterexampleText } from '../report/trace-text.js';
import { verdictsJson } from '../report/verdict-json.js';
import { isAsExpected, isInconclusive, lockLines, summaryLine, verdictLine } from '../report/verdict-text.js';
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
import { terminal } from './paint.js';
import { ProgressLine } from './progress.js';
import { type Selected, select } from './select.js';
import { failureText, smallestLines } from './surprise.js';
import { EXIT, UsageError } from './usage-error.js';

/** Returns the exit code. */
export async function check(wanted: readonly string[], options: CheckOptions): Promise<number> {
  const { json = false, quiet = false, untilFirst = false, transpileOnly = false } = options;
  const how = exploreOptions(options);
  const { limit = Infinity } = atLeast(1, 'limit', '--time', options.time);
  const selected = await select(wanted, transpileOnly);
  const kept = options.checkpoint === undefined ? null : await keep(options, selected);
  const { paint, width } = terminal();
  const progress = new ProgressLine(quiet || json);
  const verdicts: Verdict[] = [];
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  for (const { scenario, file } of selected) {
    const started = process.hrtime.bigint();
    progress.start();
    let saved = 0;
    let isInterrupted = false;
    const verdict = explored(scenario, {
      ...how,
      ...kept?.options,
      untilFirst,
      progressEvery: 100,
      onProgress(now) {
        progress.show(scenario.name, now);
        isInterrupted = progress.seconds >= limit;
        if (kept !== null && 'checkpoint' in now && (isInterrupted || progress.seconds - saved >= kept.every)) {
          kept.file.write(now.checkpoint());
          saved = progress.seconds;
        }
        return !isInterrupted;
      },
    });
    if (!isInterrupted) kept?.file.remove();
    progress.clear();
    verdicts.push(verdict);
    if (json) continue;
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (!quiet || !isAsExpected(verdict)) {
      say(verdictLine(verdict, seconds, paint));
      for (const line of lockLines(verdict)) say(line);
    }
    const surprises = verdict.outcome === 'violated' && !isAsExpected(verdict);
    if (verdict.counterexample !== null && (options.trace === true || surprises))
      say(`\n${failureText(scenario, verdict.counterexample, { paint, width, file })}\n`);
    if (verdict.counterexample !== null && surprises && !untilFirst && options.minimise !== false)
      for (const line of smallestLines(scenario, verdict.counterexample, { paint, width, file })) say(line);
  }
  if (json) say(JSON.stringify(verdictsJson(verdicts), null, 2));
  else {
    if (options.demo === true) {
      const shown = smallestExpected(verdicts);
      if (shown !== null) say(`\n${counterexampleText(shown, { paint, width })}\n`);
    }
    say(summaryLine(verdicts));
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

/** Of the expected violations that need a preemption, the one with the fewest preemptions and events. */
function smallestExpected(verdicts: readonly Verdict[]): Verdict['counterexample'] {
  const found = verdicts
    .filter(isAsExpected)
    .flatMap(({ counterexample }) => (counterexample === null ? [] : [counterexample]));
  const races = found.filter(({ preemptions }) => preemptions > 0);
  const among = races.length > 0 ? races : found;
  return among.reduce<Verdict['counterexample']>((best, each) => {
    if (best === null || each.preemptions < best.preemptions) return each;
    return each.preemptions === best.preemptions && each.trace.events.length < best.trace.events.length ? each : best;
  }, null);
}
