/** All outcomes, and no others: by traces, by states, and by every interleaving. */
import { describe, expect, it } from 'vitest';
import { behaviourOf } from '../../compare/behaviour.js';
import { freeRangesOf } from '../../compare/kinds.js';
import { watch } from '../../compare/results.js';
import { workloadsOf } from '../../compare/workloads.js';
import type { Allocator } from '../../model/allocator.js';
import type { AllocatorWorld } from '../../properties/claim.js';
import { LIMITS } from '../../scenarios/matrix.js';
import type { AnyScenario, Subject } from '../../scenarios/subject.js';
import { subjects } from '../../scenarios/subjects.js';
import { explore } from '../../scheduler/explore.js';
import { Session } from '../../scheduler/session.js';
import { DepthFirst } from '../../scheduler/strategies/depth-first.js';
import { crossed, impatient } from './toys.js';

const named = (wanted: string): Subject => [...subjects, impatient, crossed].find(({ name }) => name === wanted)!;

function scenarioOf(subject: Subject, workload: string): AnyScenario {
  return workloadsOf(subject, subject, 'all').find(({ name }) => name === workload)!.a;
}

/** Outcomes of all interleavings, with the finest steps. */
function bruteForce({ madeFrom, remake }: AnyScenario, withAddresses: boolean): Set<string> {
  const watching = watch(madeFrom.threads, { withAddresses });
  const session = new Session(remake({ ...madeFrom, claims: [watching.claim] }), { fuse: false });
  const outcomes = new Set<string>();
  let executions = 0;
  const complete = new DepthFirst(session).explore(() => {
    outcomes.add(watching.outcomeOf(session.execution.booted.world as AllocatorWorld));
    return ++executions < 20_000;
  });
  expect(complete, `${madeFrom.name} is small enough`).toBe(true);
  return outcomes;
}

const SMALL = [
  [impatient.name, 'scenario-impatient'],
  [crossed.name, 'scenario-crossed'],
  ['free-tree-2019, 5.18', 'lookup-of-what-is-freed'],
  ['free-list-2018', 'two-allocs'],
  ['busy-list, mutex', 'two-allocs'],
  ['busy-list, mutex', 'lookup-of-what-is-freed'],
  ['cpu-zone-2023', 'lookup-against-free'],
  ['percpu-2005', 'alloc-against-last-free'],
  ['percpu-2005', 'scenario-percpu-undo-frees-mapped-page'],
] as const;

describe('outcomes', () => {
  it.each(SMALL)('of %s under %s are those of all interleavings', (subject, workload) => {
    const scenario = scenarioOf(named(subject), workload);
    for (const withAddresses of [false, true]) {
      const expected = [...bruteForce(scenario, withAddresses)].sort();
      const byTraces = behaviourOf(scenario, withAddresses);
      const byStates = behaviourOf(scenario, withAddresses, { ...LIMITS, maxTraces: 1 });
      if (typeof byTraces === 'string' || typeof byStates === 'string') throw new Error('it runs');
      expect(byTraces).toMatchObject({ unit: 'traces', isComplete: true });
      expect(byStates).toMatchObject({ unit: 'states', isComplete: true, costs: null });
      expect([...byTraces.outcomes].sort()).toEqual(expected);
      expect([...byStates.outcomes].sort()).toEqual(expected);
    }
  });

  it('tell addresses if asked to', () => {
    const scenario = scenarioOf(named('busy-list, mutex'), 'two-allocs');
    const outcomes = (withAddresses: boolean) => [...bruteForce(scenario, withAddresses)].sort();
    expect(outcomes(false)).toEqual(['a: alloc a succeeds; b: alloc b succeeds']);
    expect(outcomes(true)).toEqual([
      'a: alloc a is [0,1); b: alloc b is [1,2)',
      'a: alloc a is [1,2); b: alloc b is [0,1)',
    ]);
  });

  it('tell which calls never return', () => {
    expect([...bruteForce(scenarioOf(crossed, 'scenario-crossed'), false)].sort()).toEqual([
      'a: alloc a never returns; b: alloc b never returns',
      'a: alloc a succeeds; b: alloc b succeeds',
    ]);
  });

  it.each(['percpu-2005', 'busy-list, 2008', 'vmap-node-2023', 'vmap-pool, 2026'])(
    'of %s are watched without adding a trace',
    (name) => {
      const subject = named(name);
      for (const { a: scenario } of workloadsOf(subject, subject, 'generic')) {
        const { madeFrom, remake } = scenario;
        const alone = explore(remake({ ...madeFrom, claims: [] }), { strategy: 'traces' }).counts;
        expect(behaviourOf(scenario, true)).toMatchObject({ unit: 'traces', explored: alone.executions });
      }
    },
  );

  it('of what is not modelled are none: it says what is missing', () => {
    const noBlock = scenarioOf(named('vmap-pool, 2026'), 'scenario-pool-no-block');
    const { madeFrom, remake } = scenarioOf(named('vmap-node-2023'), 'two-allocs');
    const { setup = [], threads } = noBlock.madeFrom;
    expect(behaviourOf(remake({ ...madeFrom, setup, threads }), false)).toMatch(/must not block are not modelled/);
    const before = remake({ ...madeFrom, setup: [{ kind: 'vmalloc_init' }] });
    expect(behaviourOf(before, false)).toMatch(/^early boot is not modelled for this design/);
  });
});

describe('free ranges', () => {
  const world = (more: object) =>
    ({ freeTrees: [], places: [], vmallocStart: 2, vmallocEnd: 12, ...more }) as unknown as Allocator;

  it('are the entries of all free trees', () => {
    const [first, second] = [
      { start: 0, end: 2 },
      { start: 3, end: 4 },
    ];
    expect(freeRangesOf(world({ freeTrees: [{ ranges: [first] }, { ranges: [second] }] }))).toEqual([first, second]);
  });

  it('are the gaps of a design that has none', () => {
    const places = [{ ranges: [{ start: 8, end: 12 }] }, { ranges: [{ start: 3, end: 5 }] }];
    expect(freeRangesOf(world({ places }))).toEqual([
      { start: 2, end: 3 },
      { start: 5, end: 8 },
    ]);
  });
});
