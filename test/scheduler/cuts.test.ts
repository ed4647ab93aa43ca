/** `always` and `sometimes` claims asked in the cuts of traces, against brute force over all interleavings. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../scenarios/catalogue.js';
import { CheckpointError } from '../../scheduler/checkpoint.js';
import { explore } from '../../scheduler/explore.js';
import type { TraceProgress } from '../../scheduler/explore-options.js';
import { always, sometimes } from '../../scheduler/property.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import type { TraceCounts } from '../../scheduler/verdict.js';
import { outcomes } from '../fuzz/final-states.js';
import { FEATURE_SETS, type FuzzWorld, programs, scenarioOf } from '../fuzz/program.js';

/** A claim about one state of the two words and, if it has any, of plain data. */
const claim = fc.record({
  x: fc.nat(2),
  y: fc.nat(2),
  /** Whether the second word is looked at only if the first is as said: then what is read depends on the state. */
  isLazy: fc.boolean(),
  field: fc.constantFrom(null, 0, 1, 2),
});
type Claim = typeof claim extends fc.Arbitrary<infer T> ? T : never;

function isAs({ words: [x, y], plain }: FuzzWorld, { x: wantedX, y: wantedY, isLazy, field }: Claim): boolean {
  const isX = x!.current === wantedX;
  if (isLazy && !isX) return false;
  if (!(isX && y!.current === wantedY)) return false;
  return field === null || plain === null || plain.fields[0]!.get() === field;
}

const claimed = (program: Parameters<typeof scenarioOf>[0], claims: readonly Claim[], isSometimes = false) => ({
  ...scenarioOf(program),
  properties: claims.map((each, k) =>
    isSometimes
      ? sometimes<FuzzWorld>(`claim ${k}`, (world) => isAs(world, each))
      : always<FuzzWorld>(`claim ${k}`, (world) => (isAs(world, each) ? 'it is so' : null)),
  ),
});

const claimsIn = (broken: Iterable<string>) => [...broken].filter((name) => name.startsWith('claim')).sort();
const SETS = ['words', 'cmpxchg', 'locks', 'awaits', 'choices', 'spawns', 'data', 'bare locks', 'read-write locks'];
const RUNS = 20;

describe('claims asked in cuts are broken where brute force over all interleavings breaks them, in random programs of', () => {
  it.each(SETS)('%s', (name) => {
    let [compared, breaking] = [0, 0];
    fc.assert(
      fc.property(programs(FEATURE_SETS[name]!), fc.array(claim, { minLength: 1, maxLength: 3 }), (program, claims) => {
        const found = explore(claimed(program, claims) as Scenario, { strategy: 'traces', claims: 'cuts' });
        // One by one: that one claim is broken does not hide another, but here what is broken is part of the state.
        const expected = claims.flatMap((each, k) => {
          const alone = { ...claimed(program, [each]) };
          const localState = ({ logs }: FuzzWorld) => [...logs].sort();
          const all = outcomes(alone, { localState, maxStates: 4_000, fuse: true });
          return all === null ? [null] : all.broken.has('claim 0') ? [`claim ${k}`] : [];
        });
        if (expected.includes(null)) return;
        compared++;
        if (expected.length > 0) breaking++;
        expect(claimsIn(Object.keys(found.broken))).toEqual(expected);
        const { counterexample } = found;
        if (counterexample?.claim.startsWith('claim') !== true) return;
        const again = replay(claimed(program, claims) as Scenario, parseSchedule(counterexample.schedule));
        expect(again.findings.map((finding) => finding.claim)).toContain(counterexample.claim);
      }),
      { numRuns: RUNS, seed: 2026 },
    );
    expect(compared).toBeGreaterThan(RUNS / 2);
    expect(breaking).toBeGreaterThan(1);
  });

  it('words, whether some state is ever reached', () => {
    const reached = new Set<boolean>();
    fc.assert(
      fc.property(programs(FEATURE_SETS.words!), claim, (program, each) => {
        const wanted = outcomes(claimed(program, [each]), { localState: ({ logs }) => [...logs].sort(), fuse: true })!;
        const found = explore(claimed(program, [each], true) as Scenario, { strategy: 'traces', claims: 'cuts' });
        const isReached = found.outcome !== 'vacuous';
        expect(isReached).toBe(wanted.broken.has('claim 0'));
        reached.add(isReached);
      }),
      { numRuns: RUNS, seed: 2026 },
    );
    expect(reached.size).toBe(2);
  });

  it('words, for every strategy that visits each trace once', () => {
    fc.assert(
      fc.property(programs(FEATURE_SETS.words!), claim, (program, each) => {
        const scenario = claimed(program, [each]) as Scenario;
        const [first, ...others] = (['traces', 'source', 'preemptions', 'delays'] as const).map((strategy) => {
          const { broken, counts } = explore(scenario, { strategy, claims: 'cuts' });
          return { broken, traces: counts.executions };
        });
        for (const other of others) expect(other).toEqual(first);
      }),
      { numRuns: RUNS, seed: 2026 },
    );
  });
});

describe('shipped scenarios with claims asked in cuts', () => {
  const small = scenarios.filter(
    ({ expect: { traces = Infinity } = {}, properties = [] }) =>
      traces <= 20 && properties.some(({ mode }) => mode === 'always'),
  );
  it.each(small.map((scenario) => [scenario.name, scenario as Scenario] as const))('%s', (_name, scenario) => {
    const ordered = explore(scenario, { strategy: 'traces' });
    const inCuts = explore(scenario, { strategy: 'traces', claims: 'cuts' });
    expect(inCuts.counts.executions).toBeLessThanOrEqual(ordered.counts.executions);
    for (const broken of Object.keys(ordered.broken)) expect(Object.keys(inCuts.broken)).toContain(broken);
    if (inCuts.outcome !== 'violated') expect(inCuts.outcome).toBe(ordered.outcome);
  });
});

it('a claim over cuts says so, shows the shortest way, and does not go on from a checkpoint', () => {
  const program = {
    threads: [0, 1].map((word) => [
      { ifParity: null, instruction: { kind: 'store' as const, word: word as 0 | 1, value: 1, plusRead: false } },
    ]),
    claimsWords: false,
  };
  const scenario = claimed(program, [{ x: 1, y: 0, isLazy: false, field: null }]) as Scenario;
  const { counts, claims, counterexample, broken } = explore(scenario, { strategy: 'traces', claims: 'cuts' });
  expect(counts.executions).toBe(1); // two that commute; kept in order they are two
  expect(explore(scenario, { strategy: 'traces' }).counts.executions).toBe(2);
  expect(claims).toBe('claims asked in 4 cuts');
  expect(broken).toEqual({ 'claim 0': 1 });
  expect(counterexample).toMatchObject({ claim: 'claim 0', preemptions: 0, schedule: expect.stringMatching(/t0:2:/) });
  expect(() =>
    explore(scenario, {
      strategy: 'traces',
      claims: 'cuts',
      progressEvery: 1,
      onProgress(progress) {
        explore(scenario, { strategy: 'traces', claims: 'cuts', from: (progress as TraceProgress).checkpoint() });
        return false;
      },
    }),
  ).toThrow(CheckpointError);
});

describe('the cheaper way', () => {
  const named = (name: string) => scenarios.find((each) => each.name === name) as Scenario;
  const events = (scenario: Scenario, claims: 'ordered' | 'cuts') =>
    (explore(scenario, { strategy: 'traces', claims }).counts as TraceCounts).events;

  it('is to keep writes in order where that is through first', () => {
    const scenario = named('extra-prefetch-v1-three-tasks');
    expect(events(scenario, 'ordered')).toBeLessThan(events(scenario, 'cuts'));
    const { claims, ...verdict } = explore(scenario, { strategy: 'traces', claims: 'cheaper' });
    expect(claims).toBe('claims checked with writes kept in order: the cheaper way');
    expect(verdict).toEqual(explore(scenario, { strategy: 'traces' }));
  });

  it('is to ask in cuts where that is', () => {
    const scenario = named('drain-flushes-helper');
    expect(events(scenario, 'cuts')).toBeLessThan(20_000);
    expect(events(scenario, 'ordered')).toBeGreaterThan(20_000);
    const found = explore(scenario, { strategy: 'traces', claims: 'cheaper' });
    expect(found.claims).toMatch(/^claims asked in \d+ cuts: the cheaper way$/);
    expect(found.counts.executions).toBe(24);
  });
});
