/** Who goes on from a checkpoint finds, counts and shows the same as who never stopped. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toyByRange } from '../../bench/programs/toy.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { CheckpointError } from '../../scheduler/checkpoint.js';
import { explore } from '../../scheduler/explore.js';
import type { ExploreOptions } from '../../scheduler/explore-options.js';
import type { Checkpoint } from '../../scheduler/resume.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { SAMPLERS } from '../../scheduler/strategies/samplers.js';
import { FINE } from '../fuzz/check.js';
import { FEATURE_SETS, programs, scenarioOf } from '../fuzz/program.js';

/** The verdict of an exploration that is stopped after every `every` executions and goes on in another process. */
function inPieces(scenario: Scenario, options: ExploreOptions, every: number) {
  let from: Checkpoint | null = null;
  for (let pieces = 1; ; pieces++) {
    let saved: string | null = null;
    const verdict = explore(scenario, {
      ...options,
      ...(from === null ? {} : { from }),
      progressEvery: every,
      onProgress(now) {
        saved = JSON.stringify(now.checkpoint());
        return false;
      },
    });
    if (saved === null) return { verdict, pieces };
    from = JSON.parse(saved) as Checkpoint;
  }
}

const same = (scenario: Scenario, options: ExploreOptions, every: number) => {
  const { verdict, pieces } = inPieces(scenario, options, every);
  expect(JSON.stringify(verdict)).toBe(JSON.stringify(explore(scenario, options)));
  return pieces;
};

describe('an exploration that is stopped again and again comes out to the bit as one that is not', () => {
  const wanted = ['alloc-free-purge-mix', 'extra-prefetch-v1', 'three-tasks-empty-node', 'purge-with-helpers'];
  it.each(wanted)('%s', (name) => {
    const scenario = scenarios.find((each) => each.name === name) as Scenario;
    expect(same(scenario, { strategy: 'traces' }, 3)).toBeGreaterThan(1);
  });

  it('by source DPOR', () => {
    const scenario = scenarios.find(({ name }) => name === 'extra-prefetch-v1') as Scenario;
    expect(same(scenario, { strategy: 'source' }, 2)).toBeGreaterThan(1);
  });

  it('by the strategy of the checkpoint, if none is asked for', () => {
    const scenario = toyByRange(3, 1);
    let from: Checkpoint | null = null;
    explore(scenario, {
      strategy: 'source',
      progressEvery: 1,
      onProgress(now) {
        from = now.checkpoint();
        return false;
      },
    });
    const goneOn = explore(scenario, { from: from! });
    expect(JSON.stringify(goneOn)).toBe(JSON.stringify(explore(scenario, { strategy: 'source' })));
  });

  it('with one trace for each orbit', () => {
    expect(same(toyByRange(3, 1), { strategy: 'traces', symmetry: true }, 2)).toBeGreaterThan(2);
  });

  const shipped = (name: string) => scenarios.find((each) => each.name === name) as Scenario;

  it.each([
    ['extra-prefetch-v1', {}],
    ['extra-prefetch-v1', { sleepSets: false }],
    ['extra-prefetch-v1', { order: 'depth-first' }],
    ['three-tasks-empty-node', { store: 'hash-compaction' }],
    ['three-tasks-empty-node', { store: 'bitstate', log2Bits: 16 }],
    ['purge-with-helpers', { symmetry: false }],
    ['purge-with-helpers', {}],
  ] as const)('%s by states, %j', (name, search) => {
    expect(same(shipped(name), { strategy: 'states', search }, 23)).toBeGreaterThan(2);
  });

  it.each(['preemptions', 'delays'] as const)('by %s', (strategy) => {
    expect(same(shipped('extra-prefetch-v1'), { strategy }, 3)).toBeGreaterThan(2);
  });

  it.each(SAMPLERS)('random executions by %s', (sampler) => {
    const options = { strategy: 'random', maxExecutions: 60, random: { sampler, seed: 'x' } } as const;
    expect(same(shipped('extra-prefetch-v1'), options, 7)).toBeGreaterThan(8);
  });

  it.each(Object.entries(FEATURE_SETS))('random programs of %s', (_name, features) => {
    let cut = 0;
    fc.assert(
      fc.property(programs(features), fc.integer({ min: 1, max: 3 }), fc.boolean(), (program, every, isFine) => {
        const scenario = scenarioOf(program) as Scenario;
        const options = { strategy: 'traces', maxExecutions: 60, ...(isFine ? { cutting: FINE } : {}) } as const;
        if (same(scenario, options, every) > 1) cut++;
      }),
      { numRuns: 6, seed: 2026 },
    );
    expect(cut).toBeGreaterThan(1);
  });

  it.each(Object.entries(FEATURE_SETS))('random programs of %s by every other strategy', (_name, features) => {
    const ways: readonly ExploreOptions[] = [
      { strategy: 'states', maxStates: 60 },
      { strategy: 'states', maxStates: 60, search: { order: 'depth-first' } },
      { strategy: 'preemptions', maxExecutions: 12 },
      { strategy: 'random', maxExecutions: 12 },
      { strategy: 'auto', maxExecutions: 12, maxStates: 60 },
    ];
    let cut = 0;
    fc.assert(
      fc.property(programs(features), fc.integer({ min: 2, max: 9 }), (program, every) => {
        const scenario = scenarioOf(program) as Scenario;
        for (const options of ways) if (same(scenario, options, every) > 1) cut++;
      }),
      { numRuns: 2, seed: 2026 },
    );
    expect(cut).toBeGreaterThan(0);
  });
});

describe('a checkpoint is refused', () => {
  const saved = (scenario: Scenario, options: ExploreOptions = { strategy: 'traces' }) => {
    let found: Checkpoint | null = null;
    explore(scenario, {
      ...options,
      progressEvery: 2,
      onProgress(now) {
        found = now.checkpoint();
        return false;
      },
    });
    return found!;
  };
  const [mine, other] = [toyByRange(3, 1), toyByRange(2, 2)];

  it('of another scenario, or another strategy', () => {
    const from = saved(mine);
    expect(() => explore(other, { strategy: 'traces', from })).toThrow(CheckpointError);
    expect(() => explore(mine, { strategy: 'source', from })).toThrow('is of strategy traces, not of source');
    expect(() => explore(mine, { strategy: 'traces', symmetry: true, from })).toThrow(CheckpointError);
  });

  it.each([
    [{ strategy: 'states' }, { search: { order: 'depth-first' } }, 'is of order breadth-first, not of depth-first'],
    [{ strategy: 'states' }, { search: { store: 'bitstate' } }, 'is of store exact, not of bitstate'],
    [{ strategy: 'states' }, { search: { symmetry: false } }, 'is of symmetry true, not of false'],
    [{ strategy: 'preemptions' }, { maxPreemptions: 1 }, 'is of bound any, not of 1'],
    [{ strategy: 'random' }, { random: { sampler: 'pos' } }, 'is of sampler portfolio, not of pos'],
    [{ strategy: 'auto' }, { strategy: 'states' }, 'is of strategy auto, not of states'],
    [{ strategy: 'auto' }, { strategy: 'traces' }, 'is of strategy auto, not of traces'],
  ] as const)('%j for %j', (was, wanted, why) => {
    const from = saved(mine, was);
    expect(() => explore(mine, { ...was, ...wanted, from })).toThrow(why);
    expect(() => explore(other, { ...was, from })).toThrow(CheckpointError);
  });

  it.each(['states', 'preemptions'] as const)('of %s of a scenario that was something else', (strategy) => {
    const from = { ...saved(mine, { strategy }), scenario: other.name };
    expect(() => explore(other, { strategy, from })).toThrow(CheckpointError);
  });

  it('of a scenario that was something else', () => {
    const from = { ...saved(mine), scenario: other.name };
    expect(() => explore(other, { strategy: 'traces', from })).toThrow(/event \d+ of the checkpoint cannot happen/);
  });
});
