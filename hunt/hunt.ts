/** Hunts for failures of a design: generates workloads, explores each, groups what breaks by its cause, makes it small. */
import { setMaxListeners } from 'node:events';
import type { Subject, Workload } from '../scenarios/subject.js';
import { generate } from './generate.js';
import type { FailingExecution, Minimised } from './minimise.js';
import { type HuntOptions, keyOf, type PlannedRun, type Shown, type Small } from './run.js';

/**
 * So many runs are begun before the first of them is through, wherever and by however many that is done: a run knows the
 * corpus as it was so many runs before. Who has fewer hands, or more, finds the same.
 */
export const LAG = 16;

/** What is known from earlier runs; grows as the hunt goes on. */
export interface HuntState {
  /** Runs through; in a shard, its own. */
  next: number;
  /** Workloads to be looked at before new ones are generated. */
  readonly queue: Workload[];
  /** Workloads that reached new behaviour, in the order in which they were found. */
  readonly corpus: Workload[];
  /** How large the corpus was after each of the last LAG runs, those of the queue included. */
  readonly sizes: number[];
  readonly behaviours: Set<string>;
  /** Workloads, as JSON, of which every trace keeps every claim. */
  readonly proven: Set<string>;
  readonly clusters: Cluster[];
}

/** @param queue workloads to begin with */
export function newHunt(queue: readonly Workload[] = []): HuntState {
  return { next: 0, queue: [...queue], corpus: [], sizes: [], behaviours: new Set(), proven: new Set(), clusters: [] };
}

/** Failures with one cause. Plain data. */
export interface Cluster {
  readonly claim: string;
  readonly signature: string;
  /** Other signatures that were made small to the same. */
  readonly aliases: string[];
  /** Runs with such a failure. */
  runs: number;
  /** As it was found first; run null: in a workload of the queue. */
  readonly found: FailingExecution & { readonly run: number | null };
  /** Null if that was not asked for, or the failure was not found again. */
  readonly minimised: Minimised | null;
}

export interface HuntRun {
  /** Null: a workload of the queue. */
  readonly run: number | null;
  readonly workload: Workload;
  /** `none`: what was generated is no workload. `proven`: every trace was looked at; before: in an earlier run. */
  readonly outcome: 'none' | 'proven before' | 'proven' | 'sampled' | 'broken';
  readonly executions: number;
  /** Words of behaviour that no run before has shown. */
  readonly news: readonly string[];
  /** Causes that are new with this run. */
  readonly clusters: readonly Cluster[];
}

/** Who does the work of a hunt: what is done depends on nothing but what is asked. */
export interface Hands {
  /** See `examineRun`. */
  examine(planned: PlannedRun, signal: AbortSignal): Promise<Shown | null>;
  /** See `minimiseFailure`. */
  minimise(workload: Workload, claim: string, signal: AbortSignal): Promise<Small | null>;
}

/**
 * Does runs and adds what they show to the state, in their order. The same subject, options and state give the same. Whoever
 * ends it early leaves a state to go on from.
 * @param runs how many at most, those of the queue included
 * @param ahead how many may be begun before the first of them is through, 1 to LAG
 * @param signal ends it: throws AbortError
 */
export async function* hunting(
  subject: Subject,
  options: HuntOptions,
  state: HuntState,
  hands: Hands,
  { runs, ahead = 1, signal }: { readonly runs: number; readonly ahead?: number; readonly signal?: AbortSignal },
): AsyncGenerator<HuntRun, void> {
  const ended = new AbortController();
  const dropped = signal === undefined ? ended.signal : AbortSignal.any([ended.signal, signal]);
  setMaxListeners(2 * LAG, dropped);
  const causes = new SmallFailures(options, state, (workload, claim) => hands.minimise(workload, claim, dropped));
  const begun: { readonly planned: PlannedRun; readonly shown: Promise<Shown | null> }[] = [];
  try {
    for (let through = 0; through < runs; through++) {
      while (begun.length < Math.min(ahead, runs - through)) {
        const planned = plan(subject, options, state, begun.length);
        const shown = isWorthwhile(state, planned) ? hands.examine(planned, dropped) : Promise.resolve(null);
        begun.push({ planned, shown: causes.begin(shown) });
      }
      const { planned, shown } = begun.shift()!;
      yield await add(state, planned, await shown, causes);
    }
  } finally {
    ended.abort();
  }
}

/** The run that comes after those that are begun but not through. */
function plan(subject: Subject, options: HuntOptions, state: HuntState, begun: number): PlannedRun {
  const { seed = '1', shard = { index: 0, of: 1 } } = options;
  const { queue, next, corpus, sizes } = state;
  if (begun < queue.length) return { run: null, workload: queue[begun]! };
  const run = shard.index + shard.of * (next + begun - queue.length);
  const known = corpus.slice(0, sizes.at(begun - LAG) ?? 0);
  return { run, workload: generate(subject, seed, run, known, options) };
}

function isWorthwhile(state: HuntState, planned: PlannedRun): boolean {
  return Object.keys(planned.workload.threads).length > 0 && !state.proven.has(keyOf(planned));
}

type Minimise = (workload: Workload, claim: string) => Promise<Small | null>;

/** Makes failures small that may be of a new cause: at once when all runs before have been looked at. */
class SmallFailures {
  readonly #isWanted: boolean;
  readonly #state: HuntState;
  readonly #minimise: Minimise;
  readonly #begun = new Map<string, Promise<Small | null>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor({ minimise = true }: HuntOptions, state: HuntState, how: Minimise) {
    this.#isWanted = minimise;
    this.#state = state;
    this.#minimise = how;
  }

  /** What the next run has shown, when its failures are being made small. */
  begin(run: Promise<Shown | null>): Promise<Shown | null> {
    heardLater(run);
    const begun = this.#beginAfter(this.#last, run);
    this.#last = heardLater(begun);
    return begun;
  }

  async #beginAfter(last: Promise<unknown>, run: Promise<Shown | null>): Promise<Shown | null> {
    await last;
    const shown = await run;
    for (const { signature, claim } of shown?.failures ?? [])
      if (this.#isWanted && !this.#begun.has(signature) && this.#isNew(signature))
        this.#begun.set(signature, heardLater(this.#minimise(shown!.workload, claim)));
    return shown;
  }

  /** By signature, those of the run that may be new; null: not found again, or that is not asked for. To be asked in the order of runs. */
  async of({ failures }: Shown): Promise<ReadonlyMap<string, Small | null>> {
    const news = failures.filter(({ signature }) => this.#isNew(signature));
    const small = news.map(async ({ signature }) => [signature, (await this.#begun.get(signature)) ?? null] as const);
    return new Map(await Promise.all(small));
  }

  #isNew(signature: string): boolean {
    return withSignature(this.#state, signature) === undefined;
  }
}

/** A promise whose failure is thrown where it is waited for, which may be late or never. */
function heardLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** The run is through. Waits first, then changes the state, so that it may be ended while it waits. */
async function add(
  state: HuntState,
  planned: PlannedRun,
  shown: Shown | null,
  causes: SmallFailures,
): Promise<HuntRun> {
  const { run, workload } = planned;
  const isProven = state.proven.has(keyOf(planned));
  const small = shown === null || isProven ? new Map<string, null>() : await causes.of(shown);
  if (run === null) state.queue.shift();
  else state.next++;
  const nothing = { run, workload, executions: 0, news: [], clusters: [] };
  const result: HuntRun = isProven
    ? { ...nothing, outcome: 'proven before' }
    : shown === null
      ? { ...nothing, outcome: 'none' }
      : { run, ...judge(state, planned, shown, small) };
  state.sizes.push(state.corpus.length);
  if (state.sizes.length > LAG) state.sizes.shift();
  return result;
}

function judge(
  state: HuntState,
  planned: PlannedRun,
  { workload, isExhaustive, failures, behaviours, executions }: Shown,
  small: ReadonlyMap<string, Small | null>,
): Omit<HuntRun, 'run'> {
  const news = behaviours.filter((word) => !state.behaviours.has(word)).sort();
  for (const word of news) state.behaviours.add(word);
  if (news.length > 0) state.corpus.push(workload);
  const clusters: Cluster[] = [];
  for (const { claim, claims, schedule, signature } of failures) {
    const found = { run: planned.run, workload, claims, schedule };
    const cluster = clusterOf(state, claim, signature, found, small.get(signature) ?? null);
    if (cluster !== null) clusters.push(cluster);
  }
  if (failures.length === 0 && isExhaustive) state.proven.add(keyOf(planned));
  const outcome = failures.length > 0 ? 'broken' : isExhaustive ? 'proven' : 'sampled';
  return { workload, outcome, executions, news, clusters };
}

function withSignature({ clusters }: HuntState, mark: string): Cluster | undefined {
  return clusters.find((each) => each.signature === mark || each.aliases.includes(mark));
}

/** Counts the failure; the cluster if it is a new one. */
function clusterOf(
  state: HuntState,
  claim: string,
  signature: string,
  found: Cluster['found'],
  small: Small | null,
): Cluster | null {
  const known = withSignature(state, signature);
  if (known !== undefined) {
    known.runs++;
    return null;
  }
  const own = small?.signature ?? signature;
  const other = withSignature(state, own);
  if (other !== undefined) {
    other.aliases.push(signature);
    other.runs++;
    return null;
  }
  const cluster: Cluster = {
    claim,
    signature: own,
    aliases: signature === own ? [] : [signature],
    runs: 1,
    found,
    minimised: small?.minimised ?? null,
  };
  state.clusters.push(cluster);
  return cluster;
}
