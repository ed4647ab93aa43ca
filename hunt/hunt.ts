/** Hunts for failures of a design: generates workloads, explores each, groups what breaks by its cause, makes it small. */
import { plainName, type Subject, type Workload } from '../scenarios/subject.js';
import { explain } from '../scheduler/explain/explain.js';
import { signatureOf } from '../scheduler/explain/explanation.js';
import { parseSchedule } from '../scheduler/schedule.js';
import { type Examined, examine } from './examine.js';
import { generate } from './generate.js';
import { type FailingExecution, type Minimised, minimiseWorkload } from './minimise.js';
import type { WorkloadLimits } from './workloads.js';

/** One of so many equal parts of some work. */
export interface Shard {
  /** From 0 on. */
  readonly index: number;
  readonly of: number;
}

export interface HuntOptions extends WorkloadLimits {
  /** Default '1'. */
  readonly seed?: string;
  /** A workload with more traces is sampled instead. Default 1 000. */
  readonly maxTraces?: number;
  /** Random executions of such a workload. Default 200. */
  readonly random?: number;
  /** Does the runs index, index + of, index + 2 of, ... Default all: 0 of 1. */
  readonly shard?: Shard;
  /** Make the first failure of each cause small. Default true. */
  readonly minimise?: boolean;
}

/** What is known from earlier runs; grows as the hunt goes on. */
export interface HuntState {
  /** Runs begun; in a shard, its own. */
  next: number;
  /** Workloads to be looked at before new ones are generated. */
  readonly queue: Workload[];
  /** Workloads that reached new behaviour, in the order in which they were found. */
  readonly corpus: Workload[];
  readonly behaviours: Set<string>;
  /** Workloads, as JSON, of which every trace keeps every claim. */
  readonly proven: Set<string>;
  readonly clusters: Cluster[];
}

/** @param queue workloads to begin with */
export function newHunt(queue: readonly Workload[] = []): HuntState {
  return { next: 0, queue: [...queue], corpus: [], behaviours: new Set(), proven: new Set(), clusters: [] };
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

/** Events for the search of a failure's critical race. */
const EXPLAIN = { maxTraces: 0, maxEvents: 40_000 };

/** One more run. The same subject, options and state give the same. */
export function huntOnce(subject: Subject, options: HuntOptions, state: HuntState): HuntRun {
  const { seed = '1', maxTraces = 1_000, random = 200, shard = { index: 0, of: 1 } } = options;
  const queued = state.queue.shift();
  const run = queued === undefined ? shard.index + shard.of * state.next++ : null;
  const workload = queued ?? generate(subject, seed, run!, state.corpus, options);
  const nothing = { run, workload, executions: 0, news: [], clusters: [] };
  if (Object.keys(workload.threads).length === 0) return { ...nothing, outcome: 'none' };
  const key = JSON.stringify(workload);
  if (state.proven.has(key)) return { ...nothing, outcome: 'proven before' };
  const name = scenarioName(subject);
  const examined = examine(subject, workload, name, { seed: `${seed}/${run ?? key}`, maxTraces, random });
  if (examined === null) return { ...nothing, outcome: 'none' };
  return { ...nothing, ...judge(subject, options, state, run, examined, key) };
}

/** In kebab-case, as names of scenarios are. */
export function scenarioName({ name }: Subject): string {
  return `${plainName(name)}-hunt`;
}

function judge(
  subject: Subject,
  options: HuntOptions,
  state: HuntState,
  run: number | null,
  { workload, isExhaustive, failures, behaviours, executions }: Examined,
  key: string,
): Pick<HuntRun, 'workload' | 'outcome' | 'executions' | 'news' | 'clusters'> {
  const news = [...behaviours].filter((word) => !state.behaviours.has(word)).sort();
  for (const word of news) state.behaviours.add(word);
  if (news.length > 0) state.corpus.push(workload);
  const clusters: Cluster[] = [];
  for (const { counterexample, claims } of failures) {
    const { claim, schedule } = counterexample;
    const cluster = clusterOf(subject, options, state, claim, { run, workload, claims, schedule });
    if (cluster !== null) clusters.push(cluster);
  }
  if (failures.length === 0 && isExhaustive) state.proven.add(key);
  const outcome = failures.length > 0 ? 'broken' : isExhaustive ? 'proven' : 'sampled';
  return { workload, outcome, executions, news, clusters };
}

/** Counts the failure; the cluster if it is a new one. */
function clusterOf(
  subject: Subject,
  { minimise = true }: HuntOptions,
  state: HuntState,
  claim: string,
  found: Cluster['found'],
): Cluster | null {
  const signature = signatureIn(subject, claim, found);
  const same = (mark: string) => state.clusters.find((each) => each.signature === mark || each.aliases.includes(mark));
  const known = same(signature);
  if (known !== undefined) {
    known.runs++;
    return null;
  }
  const minimised = minimise ? minimiseWorkload(subject, found.workload, claim, scenarioName(subject)) : null;
  const small = minimised === null ? signature : signatureIn(subject, claim, minimised);
  const other = same(small);
  if (other !== undefined) {
    other.aliases.push(signature);
    other.runs++;
    return null;
  }
  const cluster: Cluster = {
    claim,
    signature: small,
    aliases: signature === small ? [] : [signature],
    runs: 1,
    found,
    minimised,
  };
  state.clusters.push(cluster);
  return cluster;
}

/** The signature of the claim's failure in that execution. */
function signatureIn(subject: Subject, claim: string, { workload, claims, schedule }: FailingExecution): string {
  const scenario = subject.scenario(scenarioName(subject), workload, claims);
  return signatureOf(explain(scenario, parseSchedule(schedule), { ...EXPLAIN, claim }));
}
