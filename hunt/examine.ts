/** One workload of a hunt: explored as far as its size allows, claim by claim. */
import type { Subject, Workload } from '../scenarios/subject.js';
import { explore } from '../scheduler/explore.js';
import type { ExploreOptions } from '../scheduler/explore-options.js';
import type { Counterexample } from '../scheduler/failures.js';
import { ScenarioError } from '../scheduler/scenario-error.js';
import type { Session } from '../scheduler/session.js';
import { Violation } from '../scheduler/step.js';
import { isComplete } from '../scheduler/verdict.js';
import { addBehaviours } from './behaviour.js';

export interface Examined {
  /** What was examined: the workload, or its set-up as a thread if that fails by itself. */
  readonly workload: Workload;
  /** Every trace was looked at; else those that are given by the effort, and random executions. */
  readonly isExhaustive: boolean;
  /** One execution for each broken claim, and the claims that were made when it was found. */
  readonly failures: readonly { readonly counterexample: Counterexample; readonly claims: readonly string[] }[];
  readonly behaviours: ReadonlySet<string>;
  readonly executions: number;
}

export interface ExamineOptions {
  readonly seed: string;
  /** Traces; if there are more, that many are not looked at but random executions. */
  readonly maxTraces: number;
  /** Random executions. */
  readonly random: number;
}

/** Null if the design cannot be set up so. */
export function examine(subject: Subject, workload: Workload, name: string, options: ExamineOptions): Examined | null {
  try {
    return examineClaims(subject, workload, name, options);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    if (!(error.cause instanceof Violation) || workload.setup === undefined) return null;
  }
  // The set-up breaks a claim: as a thread it has a schedule.
  const { setup, ...rest } = workload;
  return examine(subject, { ...rest, threads: { a: { does: setup! } } }, name, options);
}

function examineClaims(
  subject: Subject,
  workload: Workload,
  name: string,
  { seed, maxTraces, random }: ExamineOptions,
): Examined {
  const failures: Examined['failures'][number][] = [];
  const behaviours = new Set<string>();
  let isExhaustive = true;
  let executions = 0;
  let claims = subject.claims.map((claim) => claim.name);
  const onTrace = (session: Session) => {
    executions++;
    addBehaviours(session, behaviours);
  };
  for (;;) {
    const scenario = subject.scenario(name, workload, claims);
    const found = (options: ExploreOptions) => {
      const verdict = explore(scenario, { ...options, brief: true, onTrace });
      for (const counterexample of verdict.counterexamples ?? [])
        if (!failures.some((known) => known.counterexample.claim === counterexample.claim))
          failures.push({ counterexample, claims });
      return { isAll: isComplete(verdict), broken: Object.keys(verdict.broken) };
    };
    const { isAll, broken } = found({ strategy: 'traces', maxExecutions: maxTraces });
    if (!isAll) {
      isExhaustive = false;
      broken.push(...found({ strategy: 'random', maxExecutions: random, random: { seed } }).broken);
    }
    // What breaks one claim may end the execution before another would break.
    const left = claims.filter((claim) => !broken.includes(claim));
    if (left.length === claims.length) break;
    claims = left;
  }
  return { workload, isExhaustive, failures, behaviours, executions };
}
