/** The shipped designs and variants as subjects, by the names that the matrix has. */
import { PercpuAllocator2005 } from '../model/designs/percpu-2005.js';
import { scenarios } from './catalogue.js';
import { PERCPU_CLAIMS } from './claims.js';
import { type AllocatorScenario, allocatorScenario } from './define.js';
import { percpuScenario } from './define-percpu.js';
import { designs } from './designs.js';
import { isMade, type Subject, subjectOf } from './subject.js';

const NO_WORKLOAD = { question: '', source: '', threads: {} };

/** Oldest design first. */
export const subjects: readonly Subject[] = [
  subjectOf(
    'percpu-2005',
    percpuScenario({
      ...NO_WORKLOAD,
      name: 'percpu-2005',
      design: PercpuAllocator2005,
      parameters: {},
      claims: PERCPU_CLAIMS,
    }),
  ),
  ...designs.map(({ name, design, parameters, claims }) =>
    subjectOf(
      name,
      allocatorScenario({
        ...NO_WORKLOAD,
        name,
        design: design as AllocatorScenario<object>['design'],
        parameters,
        claims,
      }),
    ),
  ),
];

/** A shipped design, or that of a shipped scenario with its parameters and claims. Throws RangeError, naming all designs. */
export function shippedDesign(name: string): Subject {
  const found = findShippedDesign(name);
  if (found !== undefined) return found;
  throw new RangeError(`there is no design "${name}"; there are ${subjects.map((each) => each.name).join('; ')}`);
}

export function findShippedDesign(name: string): Subject | undefined {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario !== undefined && isMade(scenario)) return subjectOf(name, scenario);
  return subjects.find((subject) => subject.name === name);
}
