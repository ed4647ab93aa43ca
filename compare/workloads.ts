/** Which workloads two designs are compared by, and with which parameters. */
import { type AnyClaim, type AnyScenario, plainName, type Subject } from '../scenarios/subject.js';
import { KINDS, type Parameters } from './kinds.js';

export type WorkloadChoice = 'generic' | 'shipped' | 'all';

/** The same situation for both designs. */
export interface ComparedWorkload {
  readonly name: string;
  readonly a: AnyScenario;
  readonly b: AnyScenario;
}

/**
 * The workloads, each once: the generic ones in the larger situation of the two, as far as it is enough; those of either
 * design's shipped scenarios, or of a user's, with that scenario's parameters as far as the other design can have them.
 * Without those that never end.
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
export function scenariosOf(a: Subject, b: Subject): AnyScenario[] {
  const workloads = [...workloadsOf(a, b, 'generic'), ...workloadsOf(a, b, 'shipped')];
  return workloads.flatMap(({ a: onA, b: onB }) => [onA, onB]);
}

function genericOf(a: Subject, b: Subject): ComparedWorkload[] {
  const { situation, workloads } = KINDS[a.kind].generic(a.parameters as Parameters, b.parameters as Parameters);
  return workloads.map((workload) => ({
    name: workload.name,
    a: scenarioOf(a, b, { ...a.parameters, ...situation }, workload),
    b: scenarioOf(b, a, { ...b.parameters, ...situation }, workload),
  }));
}

function shippedOfBoth(a: Subject, b: Subject): ComparedWorkload[] {
  const ofA = ownWorkloads(a).map((workload) => ({
    name: workload.name,
    a: scenarioOf(a, b, workload.parameters, workload),
    b: scenarioOf(b, a, translated(workload.parameters, a, b), workload),
  }));
  const ofB = ownWorkloads(b).map((workload) => ({
    name: workload.name,
    a: scenarioOf(a, b, translated(workload.parameters, b, a), workload),
    b: scenarioOf(b, a, workload.parameters, workload),
  }));
  return [...ofA, ...ofB];
}

/** Those that came with the design. A generic workload may have the name of a scenario. */
function ownWorkloads(subject: Subject): readonly AnyScenario['madeFrom'][] {
  const own =
    subject.workload === null
      ? KINDS[subject.kind].shipped(subject.name)
      : [subject.scenario(subject.name, subject.workload) as AnyScenario];
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
  const { situation, defaults } = KINDS[from.kind];
  const complete = { ...defaults, ...given };
  return { ...there, ...Object.fromEntries(Object.entries(complete).filter(([name]) => situation.includes(name))) };
}

/** True if both are one class, or one is derived from the other. */
export function areKin(one: Subject, other: Subject): boolean {
  const [first, second] = [one, other].map((subject) => blank(subject).madeFrom.design);
  return first === second || first!.prototype instanceof second! || second!.prototype instanceof first!;
}

/**
 * The design's claims and those of its kind; a user's design that is derived from the other one, or the other way round,
 * makes its claims too.
 */
export function claimsOf(subject: Subject, other: Subject): readonly AnyClaim[] {
  const own = [...new Set([...blank(subject).madeFrom.claims, ...KINDS[subject.kind].claims])];
  if (subject.workload === null || !areKin(subject, other)) return own;
  return [...new Set([...own, ...blank(other).madeFrom.claims])];
}

/** The design with its own claims and nothing to do. */
export function blank(subject: Subject): AnyScenario {
  return subject.scenario(subject.name, { threads: {} }) as AnyScenario;
}

function scenarioOf(
  subject: Subject,
  other: Subject,
  parameters: object,
  { name, setup = [], threads }: Pick<AnyScenario['madeFrom'], 'name' | 'setup' | 'threads'>,
): AnyScenario {
  const { madeFrom, remake } = blank(subject);
  const compared = `compare-${plainName(subject.name)}-${name}`;
  const claims = claimsOf(subject, other);
  return remake({ ...madeFrom, name: compared, parameters: parameters as never, setup, threads, claims });
}
