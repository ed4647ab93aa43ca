/** Which workloads two designs are compared by, and with which parameters. */
import type { NodeAllocatorParameters } from '../model/node-allocator.js';
import type { BuiltScenario } from '../scenarios/define.js';
import { designs } from '../scenarios/designs.js';
import { genericWorkloads } from '../scenarios/generic.js';
import { shippedOf } from '../scenarios/matrix.js';
import { plainName, type Subject } from '../scenarios/subject.js';

export type WorkloadChoice = 'generic' | 'shipped' | 'all';

/** The same situation for both designs. */
export interface ComparedWorkload {
  readonly name: string;
  readonly a: BuiltScenario;
  readonly b: BuiltScenario;
}

/** What describes the situation, not the design: means the same wherever it means something. */
const COMMON: readonly string[] = [
  'cpus',
  'vmallocStart',
  'window',
  'lazyMax',
  'migrations',
  'slabFailures',
  'kasanFailures',
  'notifierFrees',
  'workqueue',
  'earlyBoot',
] satisfies readonly (keyof NodeAllocatorParameters)[];

/** What those have by default that matter to a workload. */
const DEFAULTS = { cpus: 2, window: 16 };
/** The generic workloads need that many pages. */
const LEAST_WINDOW = 8;

type Parameters = Readonly<Record<string, unknown>>;

/**
 * The workloads, each once: the generic ones with the larger window and the larger number of CPUs of the two, as far as these are enough; those of
 * either design's shipped scenarios, or of a user's, with that scenario's parameters as far as the other design can have
 * them. Without those that never end.
 */
export function workloadsOf(a: Subject, b: Subject, choice: WorkloadChoice): ComparedWorkload[] {
  const found = [
    ...(choice === 'shipped' ? [] : genericOf(a, b)),
    ...(choice === 'generic' ? [] : shippedOfBoth(a, b)),
  ];
  const known = new Set<string>();
  return found.filter(({ a: onA, b: onB }) => {
    const { setup, threads } = onA.madeFrom;
    const sorted = [onA, onB].map(({ madeFrom }) => Object.entries(madeFrom.parameters).sort());
    const key = JSON.stringify([...sorted, setup, threads]);
    const isNew = !known.has(key);
    known.add(key);
    return isNew && !Object.values(onA.madeFrom.threads).some(({ forever }) => forever === true);
  });
}

/** Every scenario that a comparison of the two may have. */
export function scenariosOf(a: Subject, b: Subject): BuiltScenario[] {
  const workloads = [...workloadsOf(a, b, 'generic'), ...workloadsOf(a, b, 'shipped')];
  return workloads.flatMap(({ a: onA, b: onB }) => [onA, onB]);
}

function genericOf(a: Subject, b: Subject): ComparedWorkload[] {
  const largest = (name: keyof typeof DEFAULTS) =>
    Math.max(...[a, b].map(({ parameters }) => ({ ...DEFAULTS, ...parameters })[name]));
  const window = Math.max(LEAST_WINDOW, largest('window'));
  const common = { window, cpus: largest('cpus') };
  return genericWorkloads(window)
    .filter(({ threads }) => Object.values(threads).every(({ cpu = 0 }) => cpu < common.cpus))
    .map((workload) => ({
      name: workload.name,
      a: scenarioOf(a, { ...a.parameters, ...common }, workload),
      b: scenarioOf(b, { ...b.parameters, ...common }, workload),
    }));
}

function shippedOfBoth(a: Subject, b: Subject): ComparedWorkload[] {
  const ofA = ownWorkloads(a).map((workload) => ({
    name: workload.name,
    a: scenarioOf(a, workload.parameters, workload),
    b: scenarioOf(b, translated(workload.parameters, a, b), workload),
  }));
  const ofB = ownWorkloads(b).map((workload) => ({
    name: workload.name,
    a: scenarioOf(a, translated(workload.parameters, b, a), workload),
    b: scenarioOf(b, workload.parameters, workload),
  }));
  return [...ofA, ...ofB];
}

/** Those that came with the design. A generic workload may have the name of a scenario. */
function ownWorkloads(subject: Subject): readonly BuiltScenario['madeFrom'][] {
  const design = designs.find(({ name }) => name === subject.name);
  const shipped = design === undefined ? [] : shippedOf(design);
  const own = subject.workload === null ? shipped : [subject.scenario(subject.name, subject.workload) as BuiltScenario];
  return own.map(({ name, madeFrom }) => ({ ...madeFrom, name: `scenario-${name}` }));
}

/** The parameters of a scenario of one design for another: of a variant all but the difference, else the situation. */
function translated(given: Parameters, from: Subject, to: Subject): Parameters {
  const [here, there] = [from.parameters as Parameters, to.parameters as Parameters];
  if (areKin(from, to)) {
    const differs = (name: string) => JSON.stringify(here[name]) !== JSON.stringify(there[name]);
    const kept = Object.entries(given).filter(([name]) => !differs(name));
    return Object.fromEntries([...kept, ...Object.entries(there).filter(([name]) => differs(name))]);
  }
  const complete = { ...DEFAULTS, ...given };
  return { ...there, ...Object.fromEntries(Object.entries(complete).filter(([name]) => COMMON.includes(name))) };
}

/** True if both are one class, or one is derived from the other. */
export function areKin(one: Subject, other: Subject): boolean {
  const [first, second] = [one, other].map((subject) => blank(subject).madeFrom.design);
  return first === second || first!.prototype instanceof second! || second!.prototype instanceof first!;
}

/** The design with all its claims and nothing to do. */
export function blank(subject: Subject): BuiltScenario {
  return subject.scenario(subject.name, { threads: {} }) as BuiltScenario;
}

function scenarioOf(
  subject: Subject,
  parameters: object,
  { name, setup = [], threads }: Pick<BuiltScenario['madeFrom'], 'name' | 'setup' | 'threads'>,
): BuiltScenario {
  const { madeFrom, remake } = blank(subject);
  const compared = `compare-${plainName(subject.name)}-${name}`;
  return remake({ ...madeFrom, name: compared, parameters: parameters as never, setup, threads });
}
