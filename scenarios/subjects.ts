/** The shipped designs and variants as subjects, by the names that the matrix has. */
import { PercpuAllocator2005 } from '../model/designs/percpu-2005.js';
import { PERCPU_CLAIMS } from './claims.js';
import { type AllocatorScenario, allocatorScenario } from './define.js';
import { percpuScenario } from './define-percpu.js';
import { designs } from './designs.js';
import { type Subject, subjectOf } from './subject.js';

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
