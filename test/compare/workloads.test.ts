import { expect, it } from 'vitest';
import { areKin, workloadsOf } from '../../compare/workloads.js';
import type { BuiltScenario } from '../../scenarios/define.js';
import { type AnyScenario, type Subject, subjectOf } from '../../scenarios/subject.js';
import { subjects } from '../../scenarios/subjects.js';
import { impatient, patient } from './toys.js';

const named = (wanted: string) => subjects.find(({ name }) => name === wanted)!;
const parametersOf = ({ madeFrom }: AnyScenario) => madeFrom.parameters as Record<string, unknown>;

function workload(a: Subject, b: Subject, wanted: string) {
  const found = workloadsOf(a, b, 'all').find(({ name }) => name === wanted)!;
  return { a: parametersOf(found.a), b: parametersOf(found.b) };
}

it('generic workloads run on the larger window and the larger number of CPUs', () => {
  const pools = named('vmap-pool, 2026'); // 8 pages
  const blocks = named('vmap-block, 6.11'); // 1 CPU
  const zones = named('cpu-zone-2023'); // 16 pages, 2 CPUs
  expect(workload(pools, zones, 'two-allocs')).toMatchObject({
    a: { window: 16, poolSizes: 4 },
    b: { window: 16, cvzSize: 8 },
  });
  expect(workload(blocks, pools, 'two-allocs')).toMatchObject({ a: { cpus: 2 }, b: { cpus: 2 } });
});

it('a shipped scenario is itself on its own design, and its situation on another', () => {
  const [zones, nodes] = [named('cpu-zone-2023'), named('vmap-node-2023')];
  const { a, b } = workload(zones, nodes, 'scenario-four-cpus-scaled-zones');
  const shipped = workload(zones, zones, 'scenario-four-cpus-scaled-zones').a;
  expect(a).toEqual(shipped);
  expect(b).toEqual({ ...nodes.parameters, cpus: shipped.cpus, window: shipped.window ?? 16 });
});

it('and on a variant it is all but what makes the variant', () => {
  const [older, newer] = [named('vmap-pool, 6.9'), named('vmap-pool, 2026')];
  expect(areKin(older, newer)).toBe(true);
  const { a, b } = workload(older, newer, 'scenario-pool-helpers');
  const { decay: _, shrinkerLocks: __, lookup: ___, ...situation } = b;
  expect(a).toEqual({ ...situation, decay: '6.9', shrinkerLocks: false, lookup: 'forward' });
});

it('kin are one class, or derived from each other', () => {
  const free = named('free-tree-2019, 5.18');
  expect([areKin(free, patient), areKin(patient, free), areKin(patient, patient)]).toEqual([true, true, true]);
  expect([areKin(patient, impatient), areKin(free, named('cpu-zone-2023'))]).toEqual([false, false]);
});

it('equal situations are explored once, and what never ends not at all', () => {
  expect(workloadsOf(patient, impatient, 'shipped').map(({ name }) => name)).toEqual(['scenario-patient']);
  const { setup = [], threads } = patient.workload!;
  const { madeFrom, remake } = patient.scenario('for-ever', { setup, threads }) as BuiltScenario;
  const { a, b } = madeFrom.threads;
  const endless = subjectOf('for-ever', remake({ ...madeFrom, threads: { a: { ...a!, forever: true }, b: b! } }));
  expect(workloadsOf(endless, endless, 'shipped')).toEqual([]);
  expect(workloadsOf(endless, endless, 'generic').length).toBeGreaterThan(20);
});
