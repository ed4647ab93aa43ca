/** `mazurka hunt`: generates workloads for a design and looks for what they break. */
import { handsOf } from '../crew/hands.js';
import { programRef } from '../crew/program-ref.js';
import { type Cluster, type HuntRun, type HuntState, hunting, LAG, newHunt } from '../hunt/hunt.js';
import { type HuntOptions, scenarioName } from '../hunt/run.js';
import { minimisedLines, workloadLines } from '../hunt/workload-text.js';
import { programHash } from '../program/program-hash.js';
import { EXIT, UsageError } from '../program/usage-error.js';
import { raceSentences } from '../report/race-text.js';
import { count, traceText } from '../report/trace-text.js';
import { SCHEMA_VERSION } from '../report/verdict-json.js';
import type { Subject } from '../scenarios/subject.js';
import { explain } from '../scheduler/explain/explain.js';
import { parseSchedule } from '../scheduler/schedule.js';
import { atLeast, type CrewOptions } from './check-options.js';
import { wantedCrew, withCrew } from './crew.js';
import { failurePath, HuntFolder } from './hunt-folder.js';
import { isInterrupted, listen } from './interrupt.js';
import { terminal } from './paint.js';
import { StatusLine } from './progress.js';
import { selectSubject } from './select-subject.js';
import { shardOf } from './shard.js';

/** What `mazurka hunt` may be asked for. */
export interface HuntCommandOptions extends CrewOptions {
  /** Workloads, from 1 on; 200 by default. */
  readonly runs?: number;
  /** Seconds. */
  readonly time?: number;
  /** A number if it looks like one. */
  readonly seed?: string | number;
  /** Folder to keep workloads, proofs and failures in, and to go on from. */
  readonly corpus?: string;
  /** 'i/n', i from 1 on. */
  readonly shard?: string;
  /** Most threads of a workload, from 1 on; 3 by default. */
  readonly threads?: number;
  /** Most operations of a thread, from 1 on; 3 by default. */
  readonly operations?: number;
  /** Workloads with more traces are sampled; 1000 by default. */
  readonly maxTraces?: number;
  /** False: `--no-minimise`. */
  readonly minimise?: boolean;
  /** Print one JSON document instead of text. */
  readonly json?: boolean;
  /** Do not say how far it is: as `--no-progress`. */
  readonly quiet?: boolean;
  /** False: `--no-progress`. */
  readonly progress?: boolean;
  /** Do not type-check scenario files. */
  readonly transpileOnly?: boolean;
}

const RUNS = 200;
/** Workloads between two writes of the folder. */
const SAVE_EVERY = 10;
/** Traces that may be looked at to say whether a critical race is the cause. */
const EXPLAIN = { maxTraces: 2_000 };

type Counts = Record<HuntRun['outcome'] | 'executions', number>;

/** Returns the exit code: finding something is a failure. */
export async function hunt(wanted: string, options: HuntCommandOptions): Promise<number> {
  const { runs: all } = { runs: RUNS, ...atLeast(1, 'runs', '--runs', options.runs) };
  const shard = shardOf(options.shard, all, 'runs');
  const runs = Math.ceil((all - shard.index) / shard.of);
  const { time = Infinity } = atLeast(0, 'time', '--time', options.time);
  const how: HuntOptions = {
    seed: String(options.seed ?? 1),
    ...atLeast(1, 'threads', '--threads', options.threads),
    ...atLeast(1, 'operations', '--operations', options.operations),
    ...atLeast(1, 'maxTraces', '--max-traces', options.maxTraces),
    minimise: options.minimise ?? true,
    ...(options.shard === undefined ? {} : { shard }),
  };
  const by = wantedCrew(options);
  const { json = false, quiet = false, progress = true, corpus } = options;
  const { subject, file } = await selectSubject(wanted, options.transpileOnly ?? false);
  const { name: design } = subject;
  const folder =
    corpus === undefined
      ? null
      : new HuntFolder(String(corpus), { design, file, options: { ...how } }, await programHash(file));
  const state = folder?.read() ?? newHunt();
  const known = state.clusters.length;
  const counts: Counts = { proven: 0, 'proven before': 0, sampled: 0, broken: 0, none: 0, executions: 0 };
  const say = (text: string) => void (json || process.stdout.write(`${text}\n`));
  const status = new StatusLine(progress && !quiet);
  const program = await programRef(file);
  listen();
  const started = Date.now();
  let looked = 0;
  let done = 0;
  const tell = (run: HuntRun) => {
    looked++;
    if (run.run !== null) done++;
    counts[run.outcome]++;
    counts.executions += run.executions;
    status.clear();
    for (const cluster of run.clusters) say(`${clusterText(subject, cluster, state, corpus)}\n`);
    if (looked % SAVE_EVERY === 0 || run.clusters.length > 0) folder?.write(state);
    status.show(() => `${design}: ${done} of ${runs} runs, ${count(state.clusters.length, 'cause')} found`);
  };
  await withCrew(by, async (crew, signal) => {
    // What an earlier hunt has kept is looked at on top of the runs.
    const all = { runs: state.queue.length + runs, ahead: crew.size === 1 ? 1 : LAG, signal };
    try {
      for await (const run of hunting(subject, how, state, handsOf(crew, program, design, how), all)) {
        tell(run);
        if ((Date.now() - started) / 1000 >= time || isInterrupted()) break;
      }
    } catch (error) {
      if (!isInterrupted() || (error as Error).name !== 'AbortError') throw error;
    }
  });
  status.clear();
  folder?.write(state);
  if (json) {
    const document = { schema: SCHEMA_VERSION, design, file, seed: how.seed, counts, clusters: state.clusters };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } else {
    for (const cluster of state.clusters.slice(0, known)) say(`known: ${cluster.signature}`);
    say(summary(design, how, state, counts));
  }
  if (isInterrupted()) return EXIT.interrupted;
  if (state.clusters.length > 0) return EXIT.notAsExpected;
  if (counts.none === looked)
    throw new UsageError(
      `none of ${count(looked, 'run')} made a workload, so nothing was looked at; write more --runs`,
    );
  return EXIT.asExpected;
}

/** One cause: the smallest failure, its critical race, and how to see it again. */
function clusterText(subject: Subject, cluster: Cluster, { clusters }: HuntState, corpus?: string): string {
  const { claim, found, minimised } = cluster;
  const { paint, width } = terminal();
  const { workload, claims, schedule } = minimised ?? found;
  const scenario = subject.scenario(scenarioName(subject), workload, claims);
  const explanation = explain(scenario, parseSchedule(schedule), { ...EXPLAIN, claim });
  const k = clusters.indexOf(cluster);
  return [
    `${k + 1}. ${paint.red(paint.bold(claim))}: ${explanation.message}`,
    ...(minimised === null ? workloadLines(workload) : minimisedLines(found.workload, minimised)).map(indented),
    '',
    traceText(explanation.trace, { paint, width }),
    '',
    ...raceSentences(explanation).map(indented),
    ...(corpus === undefined ? [] : [indented(`replay: mazurka replay ${failurePath(String(corpus), k, claim)}`)]),
  ].join('\n');
}

function indented(line: string): string {
  return `   ${line}`;
}

function summary(design: string, { seed }: HuntOptions, { clusters, next, corpus }: HuntState, counts: Counts): string {
  const { proven, sampled, broken, none, executions } = counts;
  const before = counts['proven before'];
  const looked = proven + sampled + broken;
  const parts = [
    `${proven} hold in every interleaving`,
    `${sampled} hold as far as they were sampled`,
    `${broken} break a claim`,
    ...(before > 0 ? [`${before} skipped: proven before by the same program`] : []),
    ...(none > 0 ? [`${none} made no sense`] : []),
  ];
  const causes = clusters.map(
    ({ signature, runs }, k) => `   ${k + 1}. ${signature}: ${runs} of ${count(next, 'run')}`,
  );
  return [
    `${design}, seed ${seed}: ${count(looked, 'workload')} (${parts.join('; ')}), ${count(executions, 'execution')}, ${corpus.length} kept`,
    clusters.length === 0 ? 'nothing found' : `${count(clusters.length, 'cause')} found`,
    ...causes,
  ].join('\n');
}
