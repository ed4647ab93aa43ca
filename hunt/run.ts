/** What is done in one run of a hunt: pure functions of the design, the options and what was planned. */
import { plainName, type Subject, type Workload } from '../scenarios/subject.js';
import { explain } from '../scheduler/explain/explain.js';
import { signatureOf } from '../scheduler/explain/explanation.js';
import { parseSchedule } from '../scheduler/schedule.js';
import { type Examined, examine } from './examine.js';
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

/** A run that is to be done. Plain data. */
export interface PlannedRun {
  /** Null: a workload of the queue. */
  readonly run: number | null;
  readonly workload: Workload;
}

/** What a run has shown. Plain data. */
export interface Shown extends Omit<Examined, 'failures' | 'behaviours'> {
  readonly failures: readonly {
    readonly claim: string;
    readonly claims: readonly string[];
    readonly schedule: string;
    readonly signature: string;
  }[];
  readonly behaviours: readonly string[];
}

/** A failure made small. Plain data. */
export interface Small {
  readonly minimised: Minimised;
  readonly signature: string;
}

/** What is the same for the same workload. */
export function keyOf({ workload }: PlannedRun): string {
  return JSON.stringify(workload);
}

/** Events for the search of a failure's critical race. */
const EXPLAIN = { maxTraces: 0, maxEvents: 40_000 };

/** Null if the design cannot be set up so. */
export function examineRun(subject: Subject, options: HuntOptions, planned: PlannedRun): Shown | null {
  const { seed = '1', maxTraces = 1_000, random = 200 } = options;
  const { run, workload: wanted } = planned;
  const name = scenarioName(subject);
  const examined = examine(subject, wanted, name, { seed: `${seed}/${run ?? keyOf(planned)}`, maxTraces, random });
  if (examined === null) return null;
  const { workload } = examined;
  const failures = examined.failures.map(({ counterexample: { claim, schedule }, claims }) => {
    return { claim, claims, schedule, signature: signatureIn(subject, claim, { workload, claims, schedule }) };
  });
  return { ...examined, failures, behaviours: [...examined.behaviours] };
}

/** Null if the failure was not found again. */
export function minimiseFailure(subject: Subject, workload: Workload, claim: string): Small | null {
  const minimised = minimiseWorkload(subject, workload, claim, scenarioName(subject));
  return minimised && { minimised, signature: signatureIn(subject, claim, minimised) };
}

/** In kebab-case, as names of scenarios are. */
export function scenarioName({ name }: Subject): string {
  return `${plainName(name)}-hunt`;
}

/** The signature of the claim's failure in that execution. */
function signatureIn(subject: Subject, claim: string, { workload, claims, schedule }: FailingExecution): string {
  const scenario = subject.scenario(scenarioName(subject), workload, claims);
  return signatureOf(explain(scenario, parseSchedule(schedule), { ...EXPLAIN, claim }));
}
