/**
 * `mazurka/fast-check`: arbitraries for property-based tests, as `mazurka hunt` generates what it explores. They are plain
 * arbitraries of fast-check 4: the same seed gives the same values, and a test's own copy of fast-check takes them too.
 * @module mazurka/fast-check
 */
import fc from 'fast-check';
import { WorkloadArbitrary } from './hunt/workload-arbitrary.js';
import type { WorkloadLimits } from './hunt/workloads.js';
import type { MadeScenario } from './scenarios/define.js';
import { isMade, plainName, type Subject, subjectOf, type Workload } from './scenarios/subject.js';
import { walk } from './scheduler/follow.js';
import type { Scenario } from './scheduler/scenario.js';
import { ScenarioError } from './scheduler/scenario-error.js';
import { printSchedule } from './scheduler/schedule.js';
import { sealed } from './scheduler/sealed.js';
import { Session } from './scheduler/session.js';
import { Violation } from './scheduler/step.js';

export type { WorkloadLimits } from './hunt/workloads.js';

/**
 * Workloads that fit a design: threads with operations, what happens before they begin, faults and limits. They give back only
 * what there is. Shrinks, examples too, to one of which no workload one step smaller fails: without a thread or an operation, or
 * with one number less.
 * @param design a shipped one, `await shippedDesign('vmap-node-2023')`, or that of a scenario that `allocatorScenario` made
 * @example fc.assert(fc.property(workloads(design), (workload) => explore(design.scenario('any', workload)).outcome === 'holds'))
 */
export function workloads<A, O, Op extends object>(
  design: Subject | MadeScenario<A, O, Op>,
  limits: WorkloadLimits = {},
): fc.Arbitrary<Workload> {
  const subject = subjectIn(design);
  return new WorkloadArbitrary(subject, checked(limits)).filter(
    (workload) => Object.keys(workload.threads).length > 0 && canBegin(subject, workload),
  );
}

/**
 * The scenarios of such workloads, with all claims of the design; each is called as its design is.
 * @example fc.assert(fc.property(scenarios(design), (scenario) => expect(scenario).toHold({ minimise: false })))
 */
export function scenarios<A, O, Op extends object>(
  design: Subject | MadeScenario<A, O, Op>,
  limits: WorkloadLimits = {},
): fc.Arbitrary<Scenario> {
  const subject = subjectIn(design);
  return workloads(subject, limits).map((workload) => scenarioOf(subject, workload));
}

/** Larger picks go round: a multiple of most numbers of steps that there are to pick from. */
const LARGEST_PICK = 60;

/**
 * Schedules of random executions, as lines: `replay(scenario, parseSchedule(line))` and `mazurka replay` run them, to the end
 * or to a broken claim. Each is the execution in which threads run one after another as long as they can, with deviations at
 * random events; shrinks to deviations of which none can be left out, and to earlier ones. (`explore` finds the fewest preemptions
 * of all.) What never ends is cut at the scenario's step bound.
 * @example fc.assert(fc.property(schedules(scenario), (line) => replay(scenario, parseSchedule(line)).findings.length === 0))
 */
export function schedules<W>(scenario: Scenario<W>): fc.Arbitrary<string> {
  const run = (picks: ReadonlyMap<number, number>) => sealed(() => walk(scenario as Scenario, picks));
  const events = run(new Map()).runs.reduce((sum, run) => sum + run.events, 0);
  const deviation = fc.tuple(fc.nat({ max: 2 * events }), fc.integer({ min: 1, max: LARGEST_PICK }));
  return fc
    .array(deviation, { maxLength: events, size: 'max' })
    .map((deviations) => printSchedule(run(new Map(deviations))));
}

/** Throws TypeError for what is neither. */
function subjectIn<A, O, Op extends object>(design: Subject | MadeScenario<A, O, Op>): Subject {
  const given: unknown = design;
  if (typeof given === 'object' && given !== null) {
    if ('scenario' in given && 'claims' in given) return given as Subject;
    if ('boot' in given && isMade(given as Scenario))
      return subjectOf((given as Scenario).name, design as typeof design & MadeScenario<A, O, Op>);
  }
  const found = given instanceof Promise ? 'a promise: await it first' : String(given);
  throw new TypeError(
    `found ${found}; expected a design, as await shippedDesign(name) gives it, or a scenario that allocatorScenario made`,
  );
}

/** Throws RangeError, naming the limit. */
function checked(limits: WorkloadLimits): WorkloadLimits {
  for (const [name, value] of Object.entries(limits) as [keyof WorkloadLimits, unknown][]) {
    const least = name === 'setup' ? 0 : 1;
    if (!Number.isInteger(value) || (value as number) < least)
      throw new RangeError(`limit ${name}: found ${String(value)}, expected a whole number, ${least} or more`);
  }
  return limits;
}

/** False if the design does not go with these parameters. A set-up that breaks a claim is a finding, not a bad workload. */
function canBegin(subject: Subject, workload: Workload): boolean {
  try {
    sealed(() => new Session(scenarioOf(subject, workload)).restart());
    return true;
  } catch (error) {
    if (error instanceof ScenarioError) return error.cause instanceof Violation;
    throw error;
  }
}

/** Shown as the call that makes it. */
function scenarioOf(subject: Subject, workload: Workload): Scenario {
  const name = plainName(subject.name);
  const text = () => `subject.scenario('${name}', ${fc.stringify(workload)})`;
  return Object.assign(subject.scenario(name, workload), { [fc.toStringMethod]: text });
}
