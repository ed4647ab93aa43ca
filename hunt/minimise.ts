/**
 * The smallest workload that still breaks a claim. fast-check proposes smaller ones; at first what cannot be decided at once is
 * left alone, then each is decided by looking at every interleaving; at last each workload that is one step smaller
 * is asked for, so that the result is known to have no smaller neighbour that breaks the claim.
 */
import fc from 'fast-check';
import type { Subject, Workload } from '../scenarios/subject.js';
import { type Smallest, smallestCounterexample } from '../scheduler/smallest.js';
import { type Decision, decide, type Effort, isSafeInTurn, QUICK, THOROUGH } from './decide.js';
import { smaller } from './smaller.js';
import { type Draft, draftOf, drafts, workloadOf } from './workloads.js';

/** A workload and an execution of it that breaks the claim. Plain data. */
export interface FailingExecution {
  readonly workload: Workload;
  /** Those of the subject's claims that the scenario makes, by name. */
  readonly claims: readonly string[];
  readonly schedule: string;
}

/** The smallest one that was found. */
export interface Minimised extends FailingExecution, Omit<Smallest, 'counterexample'> {
  /** The failure needs a preemption, and still does: what breaks without one was not taken for it. */
  readonly isRace: boolean;
  /**
   * Workloads one step smaller: how many keep the claim in every interleaving (or, of a race, break it without a preemption),
   * and of how many that is not known.
   */
  readonly neighbours: { readonly hold: number; readonly unknown: number };
  /** Workloads asked for in all. */
  readonly asked: number;
  readonly preemptions: number;
  readonly events: number;
}

/** Traces that are looked at for the smallest interleaving. */
const MAX_TRACES = 20_000;
/** Traces without preemptions of the workload as given. */
const MAX_TRACES_IN_TURN = 2_000;

/**
 * @param workload breaks the claim
 * @param name of the scenarios that are made, for schedules
 * @returns null if the workload does not break the claim as far as it was explored, or only in an execution without end
 */
export function minimiseWorkload(subject: Subject, workload: Workload, claim: string, name: string): Minimised | null {
  const decisions = new Map<string, Decision>();
  const scenarioOf = (small: Workload) => subject.scenario(name, small, [claim]);
  const isRace = isSafeInTurn(scenarioOf(workload), claim, MAX_TRACES_IN_TURN) === true;
  const ask = (draft: Draft, effort: Effort): Decision['answer'] => {
    const small = workloadOf(draft);
    const key = JSON.stringify(small);
    let known = decisions.get(key);
    if (known === undefined || (known.answer === 'unknown' && effort === THOROUGH)) {
      known =
        Object.keys(small.threads).length === 0
          ? { answer: 'invalid' }
          : decide(scenarioOf(small), claim, effort, isRace);
      decisions.set(key, known);
    }
    return known.answer;
  };

  let draft = draftOf(subject, workload);
  for (const effort of [QUICK, THOROUGH]) {
    const found = fc.check(
      fc.property(drafts(subject, {}, draft), (small) => ask(small, effort) !== 'breaks'),
      { examples: [[draft]], numRuns: 1, seed: 0 },
    );
    if (found.counterexample !== null) draft = draftOf(subject, workloadOf(found.counterexample[0]));
    else if (effort === THOROUGH) return null;
  }
  let neighbours = { hold: 0, unknown: 0 };
  for (let goesOn = true; goesOn; ) {
    goesOn = false;
    neighbours = { hold: 0, unknown: 0 };
    for (const small of smaller(subject, draft)) {
      const answer = ask(small, THOROUGH);
      if (answer === 'holds' || answer === 'otherwise') neighbours.hold++;
      else if (answer === 'unknown') neighbours.unknown++;
      else if (answer === 'breaks') {
        draft = draftOf(subject, workloadOf(small));
        goesOn = true;
        break;
      }
    }
  }
  const small = workloadOf(draft);
  const smallest = smallestCounterexample(scenarioOf(small), claim, MAX_TRACES) ?? null;
  if (smallest === null) return null;
  const { counterexample, ...proof } = smallest;
  const { schedule, preemptions, trace } = counterexample;
  return {
    workload: small,
    claims: [claim],
    schedule,
    preemptions,
    events: trace.events.length,
    ...proof,
    isRace,
    neighbours,
    asked: decisions.size,
  };
}
