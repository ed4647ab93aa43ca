/** Mutation testing of a design: which faults in it its scenarios notice. */
import { DATA_RACE } from '../scheduler/detectors/data-race.js';
import { explore } from '../scheduler/explore.js';
import { lockClassOf } from '../scheduler/object.js';
import type { Scenario } from '../scheduler/scenario.js';
import { ScenarioError } from '../scheduler/scenario-error.js';
import { Violation } from '../scheduler/step.js';
import type { Verdict } from '../scheduler/verdict.js';
import { Copies } from './copies.js';
import { type Mutant, mutantsOf } from './faults.js';
import type { Target, Trial } from './targets.js';

/** Executions of one scenario. */
const MAX_EXECUTIONS = 500;

/**
 * How a fault was noticed. `broken`: a claim breaks that holds without it. `error`: the code throws, or a loop does not end.
 * `gone`: a claim does not break any more that is expected to. `vacuous`: nothing breaks, but what had to happen did not.
 */
export interface Notice {
  readonly how: 'broken' | 'error' | 'gone' | 'vacuous';
  /** The claim, or the name of the error. */
  readonly claim: string;
  readonly scenario: string;
}

export interface Result {
  readonly mutant: Mutant;
  /** Null if nobody noticed. */
  readonly notice: Notice | null;
  /** In how many scenarios the fault makes a difference to what the code does. */
  readonly reached: number;
}

/** A scenario, and what it comes to without a fault. */
interface Baseline {
  readonly trial: Trial;
  readonly broken: readonly string[];
  /** Claims that are left out. */
  readonly without: readonly string[];
  readonly outcome: Verdict['outcome'];
  readonly events: number;
  readonly longest: number;
  /** See Copies. */
  readonly occurred: ReadonlySet<string>;
}

export class Mutation {
  readonly target: Target;
  readonly #copies: Copies;
  readonly #baselines: readonly Baseline[];
  readonly mutants: readonly Mutant[];
  /** How many mutants each scenario was the first to notice. */
  readonly #noticed = new Map<Baseline, number>();

  private constructor(target: Target, copies: Copies, baselines: readonly Baseline[]) {
    this.target = target;
    this.#copies = copies;
    this.#baselines = baselines;
    const [own] = target.modules;
    this.mutants = [...copies.codes.values()]
      .flatMap(mutantsOf)
      .filter((mutant) => mutant.module === own || this.#reaching(mutant).length > 0);
  }

  /** Explores every scenario of the target once, without a fault. */
  static async of(target: Target): Promise<Mutation> {
    const copies = await Copies.of(target.modules);
    const baselines = target.trials.map((trial) => baseline(trial, target, copies));
    // Cheap ones first.
    return new Mutation(
      target,
      copies,
      baselines.toSorted((a, b) => a.events - b.events),
    );
  }

  /** Scenarios in which the fault makes a difference. */
  #reaching({ module, mark }: Mutant): readonly Baseline[] {
    return this.#baselines.filter(({ occurred }) => occurred.has(`${module} ${mark}`));
  }

  /** The first scenario that notices: those first that have noticed most so far, and cheap ones. */
  run(mutant: Mutant): Result {
    const { target } = this;
    const noticedSo = (each: Baseline) => this.#noticed.get(each) ?? 0;
    const reaching = this.#reaching(mutant).toSorted((a, b) => noticedSo(b) - noticedSo(a));
    for (const each of reaching) {
      const copy = this.#copies.make(target.modules[0], mutant);
      const notice = noticed(each, begins(each.trial.make(copy, each.without), this.#copies));
      if (notice === null) continue;
      this.#noticed.set(each, noticedSo(each) + 1);
      return { mutant, notice, reached: reaching.length };
    }
    return { mutant, notice: null, reached: reaching.length };
  }
}

/** Says to the copies when an execution begins. */
function begins(scenario: Scenario, copies: Copies): Scenario {
  return {
    ...scenario,
    boot() {
      copies.begin();
      return scenario.boot();
    },
  };
}

function baseline(trial: Trial, target: Target, copies: Copies): Baseline {
  const without: string[] = [];
  for (;;) {
    const copy = copies.make(target.modules[0], null);
    copies.occurred.clear();
    let explored: Explored;
    try {
      explored = breaking(begins(trial.make(copy, without), copies));
    } catch (error) {
      const claim = claimOf(error);
      if (claim === null || !trial.dropsBroken || without.includes(claim)) throw error;
      without.push(claim);
      continue;
    }
    const { verdict, broken } = explored;
    const dropped = without.length;
    if (trial.dropsBroken) without.push(...Object.keys(verdict.broken).filter((claim) => !without.includes(claim)));
    if (without.length > dropped) continue;
    const { events, longest } = verdict.counts as { events: number; longest: number };
    return { trial, broken, without, outcome: verdict.outcome, events, longest, occurred: new Set(copies.occurred) };
  }
}

interface Explored {
  readonly verdict: Verdict;
  /** Claims that break; of data races each object, without its indices. */
  readonly broken: readonly string[];
}

/** A design that has a data race on one object still has to be without one on another. */
function breaking(scenario: Scenario, untilFirst = false): Explored {
  const races = new Set<string>();
  const verdict = explore(scenario, {
    strategy: 'traces',
    maxExecutions: MAX_EXECUTIONS,
    untilFirst,
    brief: true,
    onTrace: ({ findings }) => {
      for (const { claim, object } of findings)
        if (claim === DATA_RACE) races.add(`${claim} on ${lockClassOf(object!)}`);
    },
  });
  return { verdict, broken: [...Object.keys(verdict.broken).filter((claim) => claim !== DATA_RACE), ...races] };
}

/** The claim that the set-up breaks, if that is what was thrown. */
function claimOf(error: unknown): string | null {
  return error instanceof ScenarioError && error.cause instanceof Violation ? error.claim : null;
}

function nameOf(error: unknown): string {
  const { name, cause } = error as Error;
  return cause instanceof Error ? cause.name : name;
}

function noticed({ trial, broken, outcome, longest }: Baseline, mutated: Scenario): Notice | null {
  const scenario = trial.scenario.name;
  const stepBound = 4 * longest + 200; // a fault may make executions longer
  let explored: Explored;
  try {
    explored = breaking({ ...mutated, stepBound }, broken.length === 0);
  } catch (error) {
    const claim = claimOf(error);
    return claim === null ? { how: 'error', claim: nameOf(error), scenario } : { how: 'broken', claim, scenario };
  }
  const { verdict, broken: now } = explored;
  const more = now.find((claim) => !broken.includes(claim));
  if (more !== undefined) return { how: more === 'exception' ? 'error' : 'broken', claim: more, scenario };
  const gone = broken.find((claim) => !now.includes(claim));
  if (gone !== undefined) return { how: 'gone', claim: gone, scenario };
  return verdict.outcome !== outcome && verdict.outcome === 'vacuous' ? { how: 'vacuous', claim: '', scenario } : null;
}
