/** What `mazurka check` was asked for, as options of an exploration. */

import { UsageError } from '../program/usage-error.js';
import type { ExploreOptions, RandomOptions } from '../scheduler/explore-options.js';
import { SAMPLERS } from '../scheduler/strategies/samplers.js';

/** Options of commands that can go on where they were stopped. */
export interface CheckpointOptions {
  /** File to go on from, and to write to now and then. */
  readonly checkpoint?: string;
  /** Seconds from one time to the next. */
  readonly checkpointEvery?: number;
}

/** Who does the work. */
export interface CrewOptions {
  /** Threads, from 1 on; 1 by default: the command's own. */
  readonly workers?: number;
  /** By `mazurka worker` on this and other machines. */
  readonly distributed?: boolean;
  /** Address; default: the environment's REDIS_URL. */
  readonly redis?: string;
}

/** What `mazurka check` may be asked for. */
export interface CheckOptions extends CrewOptions, CheckpointOptions {
  /** Short for `--reporter json`. */
  readonly json?: boolean;
  /** Names, with a path each may have, separated by commas: see reporters.ts. */
  readonly reporter?: string;
  /** File for a page of what was found. */
  readonly html?: string;
  /** 'i/n', i from 1 on. */
  readonly shard?: string;
  /** Print only what is not as expected, and the summary. */
  readonly quiet?: boolean;
  /** False: `--no-progress`. */
  readonly progress?: boolean;
  /** auto (default), traces, states, source, preemptions, delays or random. */
  readonly strategy?: string;
  /** Executions after which a scenario is stopped, from 1 on. */
  readonly maxExecutions?: number;
  /** States after which a scenario is stopped, from 1 on. */
  readonly maxStates?: number;
  /** Explore the traces that need at most so many preemptions, from 0 on. */
  readonly maxPreemptions?: number;
  /** Explore the traces that need at most so many delays, from 0 on. */
  readonly maxDelays?: number;
  /** Seconds that each scenario may take. */
  readonly time?: number;
  /** Of states: exact (default), hash-compaction or bitstate. */
  readonly store?: string;
  /** Of states: breadth-first (default) or depth-first. */
  readonly order?: string;
  /** False: `--no-symmetry`. */
  readonly symmetry?: boolean;
  /** Test the answer, and what objects declare. */
  readonly paranoid?: boolean;
  /** Of traces that differ only in interchangeable threads, explore one. */
  readonly onePerOrbit?: boolean;
  /** Of random executions: portfolio (default), pos, surw, pct, urw or walk. */
  readonly sampler?: string;
  /** A number if it looks like one. */
  readonly seed?: string | number;
  /** Of pct: ordered pairs of events to look for, from 1 on; 3 by default. */
  readonly depth?: number;
  /** Names, separated by commas. */
  readonly objects?: string;
  /** Say for each lock how often others may take it while a thread waits. */
  readonly coverage?: boolean;
  /** How claims over several objects are checked by traces. */
  readonly claims?: string;
  /** Stop a scenario at its first broken claim. */
  readonly untilFirst?: boolean;
  /** Do not type-check scenario files. */
  readonly transpileOnly?: boolean;
  /** False: `--no-minimise`. */
  readonly minimise?: boolean;
  /** Print the counterexample of every violated scenario. */
  readonly trace?: boolean;
  /** Print the smallest counterexample of an expected violation. */
  readonly demo?: boolean;
}

/** Throws UsageError for a value that an option cannot have. */
export function exploreOptions(options: CheckOptions): ExploreOptions {
  const { strategy, maxExecutions, maxStates, maxPreemptions, maxDelays, store, order, symmetry, paranoid } = options;
  const { onePerOrbit = false, coverage = false, claims } = options;
  const random = randomOptions(options);
  requireFitting(random === null ? options : { ...options, strategy: 'random' });
  return {
    ...(random === null ? {} : { strategy: 'random', random }),
    ...oneOf('strategy', strategy, STRATEGIES),
    ...atLeast(1, 'maxExecutions', '--max-executions', maxExecutions),
    ...atLeast(1, 'maxStates', '--max-states', maxStates),
    ...atLeast(0, 'maxPreemptions', '--max-preemptions', maxPreemptions),
    ...atLeast(0, 'maxDelays', '--max-delays', maxDelays),
    ...oneOf('claims', claims, ['ordered', 'cuts', 'cheaper'] as const),
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
  const { claims, checkpoint } = options;
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
  const isByTraces = ['traces', 'source', 'preemptions', 'delays'].includes(
    strategy ?? (isBounded ? 'preemptions' : ''),
  );
  if ((claims === 'cuts' || claims === 'cheaper') && (!isByTraces || paranoid === true || checkpoint !== undefined))
    throw new UsageError(
      `--claims ${claims} is for --strategy traces, source, preemptions or delays, without --paranoid and --checkpoint: write --strategy traces`,
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

export function atLeast<K extends string>(
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

export function oneOf<K extends string, V extends string>(
  key: K,
  value: string | undefined,
  known: readonly V[],
): { [key in K]?: V } {
  if (value === undefined) return {};
  const found = known.find((each) => each === value);
  if (found === undefined) throw new UsageError(`--${key}: expected ${known.join(', ')}; found ${value}`);
  return { [key]: found } as { [key in K]: V };
}
