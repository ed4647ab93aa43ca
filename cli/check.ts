/** `mazurka check`: explores scenarios and compares the verdicts with what they expect. */
import { counterexampleText } from '../report/trace-text.js';
import { verdictsJson } from '../report/verdict-json.js';
import { isAsExpected, isInconclusive, lockLines, summaryLine, verdictLine } from '../report/verdict-text.js';
import { CheckpointError } from '../scheduler/checkpoint.js';
import { explore } from '../scheduler/explore.js';
import type { ExploreOptions, RandomOptions } from '../scheduler/explore-options.js';
import { UntouchedObjectError } from '../scheduler/explore-random.js';
import type { Scenario } from '../scheduler/scenario.js';
import { SAMPLERS } from '../scheduler/strategies/samplers.js';
import type { Verdict } from '../scheduler/verdict.js';
import { CheckpointFile } from './checkpoint-file.js';
import { terminal } from './paint.js';
import { ProgressLine } from './progress.js';
import { type Selected, select } from './select.js';
import { EXIT, UsageError } from './usage-error.js';

export interface CheckOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly strategy?: string;
  readonly maxExecutions?: number;
  readonly maxStates?: number;
  readonly maxPreemptions?: number;
  readonly maxDelays?: number;
  /** Seconds that each scenario may take. */
  readonly time?: number;
  readonly store?: string;
  readonly order?: string;
  /** False: `--no-symmetry`. */
  readonly symmetry?: boolean;
  readonly paranoid?: boolean;
  readonly onePerOrbit?: boolean;
  readonly sampler?: string;
  /** A number if it looks like one. */
  readonly seed?: string | number;
  readonly depth?: number;
  /** Names, separated by commas. */
  readonly objects?: string;
  readonly coverage?: boolean;
  /** File to go on from, and to write meanwhile. */
  readonly checkpoint?: string;
  /** Seconds. */
  readonly checkpointEvery?: number;
  readonly untilFirst?: boolean;
  readonly transpileOnly?: boolean;
  /** Print the counterexample of every violated scenario. */
  readonly trace?: boolean;
  /** Print the smallest counterexample of an expected violation. */
  readonly demo?: boolean;
}

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
      say(`\n${counterexampleText(verdict.counterexample, { paint, width, file })}\n`);
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

/** As `explore`. Throws UsageError for objects that the scenario does not have. */
function explored(scenario: Scenario, options: ExploreOptions): Verdict {
  try {
    return explore(scenario, options);
  } catch (error) {
    if (error instanceof UntouchedObjectError) throw new UsageError(`--objects: ${error.message}`);
    if (error instanceof CheckpointError) throw new UsageError(`--checkpoint: ${error.message}`);
    throw error;
  }
}

/** Throws UsageError for a value that an option cannot have. */
function exploreOptions(options: CheckOptions): ExploreOptions {
  const { strategy, maxExecutions, maxStates, maxPreemptions, maxDelays, store, order, symmetry, paranoid } = options;
  const { onePerOrbit = false, coverage = false } = options;
  const random = randomOptions(options);
  requireFitting(random === null ? options : { ...options, strategy: 'random' });
  return {
    ...(random === null ? {} : { strategy: 'random', random }),
    ...oneOf('strategy', strategy, STRATEGIES),
    ...atLeast(1, 'maxExecutions', '--max-executions', maxExecutions),
    ...atLeast(1, 'maxStates', '--max-states', maxStates),
    ...atLeast(0, 'maxPreemptions', '--max-preemptions', maxPreemptions),
    ...atLeast(0, 'maxDelays', '--max-delays', maxDelays),
    symmetry: onePerOrbit,
    coverage,
    paranoid: paranoid === true,
    search: {
      ...oneOf('store', store, ['exact', 'hash-compaction', 'bitstate'] as const),
      ...oneOf('order', order, ['breadth-first', 'depth-first'] as const),
      symmetry: symmetry !== false,
    },
  };
}

const STRATEGIES = ['auto', 'traces', 'states', 'random', 'source', 'preemptions', 'delays'] as const;

/** Throws UsageError for options that exclude each other. */
function requireFitting(options: CheckOptions): void {
  const { strategy, maxStates, maxPreemptions, maxDelays, store, order, paranoid, onePerOrbit, coverage } = options;
  const fits = (option: string, wanted: string, value: number | undefined) => {
    if (value !== undefined && (strategy ?? wanted) !== wanted)
      throw new UsageError(
        `${option} is for --strategy ${wanted}; found --strategy ${strategy}: leave one of them out`,
      );
  };
  fits('--max-preemptions', 'preemptions', maxPreemptions);
  fits('--max-delays', 'delays', maxDelays);
  if (maxPreemptions !== undefined && maxDelays !== undefined)
    throw new UsageError('--max-preemptions and --max-delays are two searches: leave one of them out');
  const isBounded =
    maxPreemptions !== undefined || maxDelays !== undefined || strategy === 'preemptions' || strategy === 'delays';
  if (onePerOrbit === true && isBounded)
    throw new UsageError('--one-per-orbit is for --strategy traces or source: leave it out');
  const isNotTraces = (strategy ?? 'traces') !== 'traces' || isBounded || maxStates !== undefined || paranoid === true;
  if (coverage === true && (isNotTraces || onePerOrbit === true))
    throw new UsageError(
      '--coverage looks at every trace: leave out --strategy, --max-states, --paranoid, --one-per-orbit',
    );
  const isOther = isBounded || !['auto', 'traces', 'states'].includes(strategy ?? 'auto') || onePerOrbit === true;
  if (paranoid === true && (isOther || order === 'depth-first' || (store ?? 'exact') !== 'exact'))
    throw new UsageError(
      '--paranoid looks at all traces, or at states, breadth-first, in an exact store: leave the other option out',
    );
}

/** Null if random executions are not asked for: by name or by an option that only they have. */
function randomOptions({ strategy, paranoid, sampler, seed, depth, objects }: CheckOptions): RandomOptions | null {
  const given = Object.entries({ sampler, seed, depth, objects }).find(([, value]) => value !== undefined);
  if (given === undefined && strategy !== 'random') return null;
  if (given !== undefined && ((strategy ?? 'random') !== 'random' || paranoid === true))
    throw new UsageError(`--${given[0]} is about random executions: write --strategy random, or leave it out`);
  const named = oneOf('sampler', sampler, SAMPLERS);
  const { sampler: taken = 'portfolio' } = named;
  if (depth !== undefined && taken !== 'pct')
    throw new UsageError(`--depth is what --sampler pct looks for; found --sampler ${taken}`);
  if (objects !== undefined && taken !== 'surw' && taken !== 'portfolio')
    throw new UsageError(`--objects is for --sampler surw or portfolio; found --sampler ${taken}`);
  const names = objects === undefined ? [] : String(objects).split(',');
  if (names.includes('')) throw new UsageError(`--objects: expected names with commas between, found "${objects}"`);
  return {
    ...named,
    ...(seed === undefined ? {} : { seed: String(seed) }),
    ...atLeast(1, 'depth', '--depth', depth),
    objects: names,
  };
}

function atLeast<K extends string>(
  least: 0 | 1,
  key: K,
  option: string,
  value: number | undefined,
): { [key in K]?: number } {
  if (value === undefined) return {};
  if (!(Number.isInteger(value) && value >= least))
    throw new UsageError(`${option}: expected a whole number ${least === 0 ? 'from 0 on' : 'above 0'}, found ${value}`);
  return { [key]: value } as { [key in K]: number };
}

function oneOf<K extends string, V extends string>(
  key: K,
  value: string | undefined,
  known: readonly V[],
): { [key in K]?: V } {
  if (value === undefined) return {};
  const found = known.find((each) => each === value);
  if (found === undefined) throw new UsageError(`--${key}: expected ${known.join(', ')}; found ${value}`);
  return { [key]: found } as { [key in K]: V };
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
