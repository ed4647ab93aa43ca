/** `mazurka check`: explores scenarios and compares the verdicts with what they expect. */
import { counterexampleText } from '../report/trace-text.js';
import { verdictsJson } from '../report/verdict-json.js';
import { isAsExpected, isInconclusive, summaryLine, verdictLine } from '../report/verdict-text.js';
import { explore } from '../scheduler/explore.js';
import type { ExploreOptions } from '../scheduler/explore-options.js';
import type { Verdict } from '../scheduler/verdict.js';
import { terminal } from './paint.js';
import { ProgressLine } from './progress.js';
import { select } from './select.js';
import { EXIT, UsageError } from './usage-error.js';

export interface CheckOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly strategy?: string;
  readonly maxExecutions?: number;
  readonly maxStates?: number;
  /** Seconds that each scenario may take. */
  readonly time?: number;
  readonly store?: string;
  readonly order?: string;
  /** False: `--no-symmetry`. */
  readonly symmetry?: boolean;
  readonly paranoid?: boolean;
  readonly onePerOrbit?: boolean;
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
  const { limit = Infinity } = above0('limit', '--time', options.time);
  const selected = await select(wanted, transpileOnly);
  const { paint, width } = terminal();
  const progress = new ProgressLine(quiet || json);
  const verdicts: Verdict[] = [];
  const say = (text: string) => void process.stdout.write(`${text}\n`);
  for (const { scenario, file } of selected) {
    const started = process.hrtime.bigint();
    progress.start();
    const verdict = explore(scenario, {
      ...how,
      untilFirst,
      progressEvery: 100,
      onProgress(now) {
        progress.show(scenario.name, now);
        return progress.seconds < limit;
      },
    });
    progress.clear();
    verdicts.push(verdict);
    if (json) continue;
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (!quiet || !isAsExpected(verdict)) say(verdictLine(verdict, seconds, paint));
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

/** Throws UsageError for a value that an option cannot have. */
function exploreOptions({
  strategy,
  maxExecutions,
  maxStates,
  store,
  order,
  symmetry,
  paranoid,
  onePerOrbit = false,
}: CheckOptions): ExploreOptions {
  if (paranoid === true && (strategy === 'traces' || order === 'depth-first' || (store ?? 'exact') !== 'exact'))
    throw new UsageError('--paranoid looks at states, breadth-first, in an exact store: leave the other option out');
  return {
    ...(paranoid === true ? { strategy: 'states' } : {}),
    ...oneOf('strategy', strategy, ['auto', 'traces', 'states'] as const),
    ...above0('maxExecutions', '--max-executions', maxExecutions),
    ...above0('maxStates', '--max-states', maxStates),
    symmetry: onePerOrbit,
    search: {
      ...oneOf('store', store, ['exact', 'hash-compaction', 'bitstate'] as const),
      ...oneOf('order', order, ['breadth-first', 'depth-first'] as const),
      symmetry: symmetry !== false,
      paranoid: paranoid === true,
    },
  };
}

function above0<K extends string>(key: K, option: string, value: number | undefined): { [key in K]?: number } {
  if (value === undefined) return {};
  if (!(Number.isInteger(value) && value > 0))
    throw new UsageError(`${option}: expected a whole number above 0, found ${value}`);
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
