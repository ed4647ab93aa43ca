/** A design that any workload of its kind can be put to: what hunts, comparisons and mutations are about. */

import type { PercpuOperation } from '../model/percpu-workload.js';
import type { CallObserver } from '../model/tracepoints.js';
import type { Operation, ThreadWorkload } from '../model/workload.js';
import type { Claim } from '../properties/claim.js';
import type { Scenario } from '../scheduler/scenario.js';
import type { AllocatorScenario, MadeScenario, SubjectKind } from './define.js';

/** One call into an allocator of either kind. */
export type AnyOperation = Operation | PercpuOperation;

/** A claim about allocators of either kind; which, the scenario that makes it says. */
export type AnyClaim = Claim<unknown, unknown, CallObserver>;

/** A scenario of either kind. */
export type AnyScenario = MadeScenario<unknown, CallObserver, AnyOperation>;

/** What is put to a design, as plain data. */
export interface Workload {
  /** Parameters of the design that are other than the subject's own. */
  readonly parameters?: object;
  /** What happened before, by one thread on CPU 0. Default: nothing. */
  readonly setup?: readonly AnyOperation[];
  /** What each thread does, by name. */
  readonly threads: Readonly<Record<string, ThreadWorkload<AnyOperation>>>;
}

/**
 * A design with parameters and claims, that any workload of its kind can be put to. Made by `shippedDesign` and
 * `subjectOf`.
 */
export interface Subject {
  /** As the matrix calls it: 'busy-list, mutex'; of a user's file: the name of the scenario that it comes from. */
  readonly name: string;
  /** What workloads it takes. */
  readonly kind: SubjectKind;
  /** Of the design. */
  readonly parameters: object;
  /** What its scenarios claim, by name. */
  readonly claims: readonly { readonly name: string }[];
  /** The workload that it came with; null for a shipped design. */
  readonly workload: Workload | null;
  /**
   * The scenario of that name that puts the workload to the design. It expects nothing.
   * @param claims names of those of the subject's claims that are made; default all
   */
  scenario(name: string, workload: Workload, claims?: readonly string[]): Scenario;
}

/** The subject that a scenario is about, with that scenario's parameters and claims. */
export function subjectOf<A, O, Op extends object>(name: string, made: MadeScenario<A, O, Op>): Subject {
  const { kind, madeFrom, remake } = made;
  const { parameters, claims, setup = [], threads } = madeFrom;
  return {
    name,
    kind,
    parameters,
    claims,
    workload: Object.keys(threads).length === 0 ? null : ({ setup, threads } as unknown as Workload),
    scenario(scenarioName, workload, wanted) {
      const { expect: _, ...rest } = madeFrom;
      return remake({
        ...rest,
        name: scenarioName,
        parameters: { ...(parameters as object), ...workload.parameters } as never,
        setup: (workload.setup ?? []) as unknown as readonly Op[],
        threads: workload.threads as unknown as AllocatorScenario<never, A, O, Op>['threads'],
        claims: wanted === undefined ? claims : claims.filter(({ name: claim }) => wanted.includes(claim)),
      });
    },
  };
}

/** A name, of a design or a claim, as part of a scenario's or a file's: 'busy-list, no lock' is busy-list-no-lock. */
export function plainName(name: string): string {
  return name.replace(/\W+/g, '-');
}

/** Whether a workload can be put to it. */
export function isMade(scenario: Scenario): scenario is MadeScenario<unknown, unknown, object> {
  return 'madeFrom' in scenario;
}
