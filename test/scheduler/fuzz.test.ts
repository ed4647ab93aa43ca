/** 400 random programs against the oracles, for traces and for states; `npm run fuzz -- 10000` runs more. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, compareOrbits, compareOthers, isExact } from '../fuzz/check.js';
import { wrongLevels } from '../fuzz/check-levels.js';
import { compareStates, isSame } from '../fuzz/check-states.js';
import { FEATURE_SETS, type Instruction, type Program, programs, withEqualThreads } from '../fuzz/program.js';

const SEED = 2026;
const RUNS = Math.ceil(240 / Object.keys(FEATURE_SETS).length);

describe('optimal DPOR finds each trace once, and every final state, of random programs of', () => {
  it.each(Object.entries(FEATURE_SETS))('%s', (_name, features) => {
    let compared = 0;
    fc.assert(
      fc.property(programs(features), (program) => {
        const comparison = compare(program);
        if (!comparison.skipped) compared++;
        return isExact(comparison);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(compared).toBeGreaterThan(RUNS / 2);
  });
});

describe('as many pieces as there can be, source DPOR and the unbounded bounded searches find each trace once of random programs of', () => {
  it.each(Object.entries(FEATURE_SETS))('%s', (_name, features) => {
    let compared = 0;
    fc.assert(
      fc.property(programs(features), (program) => {
        const comparison = compareOthers(program);
        if (comparison === null) return true;
        compared++;
        const { pieces, source, preemptions, delays } = comparison;
        const wrong = [pieces, source, preemptions, delays].map(
          ({ missed, duplicate, unreal }) => missed + duplicate + unreal,
        );
        return wrong.every((count) => count === 0) && preemptions.blocked + delays.blocked === 0;
      }),
      { numRuns: Math.ceil(RUNS / 4), seed: SEED },
    );
    expect(compared).toBeGreaterThan(RUNS / 8);
  });
});

describe('each trace is found at its fewest preemptions, and at its fewest delays, of random programs of', () => {
  it.each(Object.entries(FEATURE_SETS))('%s', (_name, features) => {
    let compared = 0;
    fc.assert(
      fc.property(programs(features), (program) => {
        const wrong = wrongLevels(program);
        if (wrong !== null) compared++;
        return wrong === null || wrong === 0;
      }),
      { numRuns: Math.ceil(RUNS / 3), seed: SEED },
    );
    expect(compared).toBeGreaterThan(RUNS / 12);
  });
});

describe('the search over states finds every final state and every broken claim of random programs of', () => {
  const variants = [
    ['different threads', false],
    ['equal threads, up to symmetry', true],
  ] as const;
  const cases = variants.flatMap(([of, symmetry]) =>
    Object.entries(FEATURE_SETS).map(([name, features]) => [`${name}: ${of}`, features, symmetry] as const),
  );
  it.each(cases)('%s', (_name, features, symmetry) => {
    let compared = 0;
    const all = symmetry ? programs(features).map(withEqualThreads) : programs(features);
    fc.assert(
      fc.property(all, (program) => {
        const comparison = compareStates(program, {
          symmetry,
          order: compared % 2 === 0 ? 'breadth-first' : 'depth-first',
        });
        if (!comparison.skipped) compared++;
        return isSame(comparison);
      }),
      { numRuns: Math.ceil(RUNS / 2), seed: SEED },
    );
    expect(compared).toBeGreaterThan(RUNS / 4);
  });
});

describe('optimal DPOR with symmetry finds a trace of every orbit, and no other, of random programs of equal', () => {
  it.each(Object.entries(FEATURE_SETS))('%s', (_name, features) => {
    fc.assert(
      fc.property(programs(features).map(withEqualThreads), (program) => {
        const { missed, unreal, blocked, claimsDiffer } = compareOrbits(program);
        return missed + unreal + blocked === 0 && !claimsDiffer;
      }),
      { numRuns: Math.ceil(RUNS / 2), seed: SEED },
    );
  });
});

describe('programs that once failed, or like those that did:', () => {
  const act = (kind: 'rcu' | 'channel' | 'condition', what: string): Instruction => ({ kind, act: what, value: 0 });
  const store = (word: 0 | 1): Instruction => ({ kind: 'store', word, value: 1, plusRead: false });
  const add = (word: 0 | 1): Instruction => ({ kind: 'add', word });
  const awaitNone: Instruction = { kind: 'await sum', word: 0, value: 0 };
  const nothing = { kind: 'nothing', field: 0, value: 0 } as const;
  const keepsLock: Instruction = { kind: 'section', lock: 0, data: nothing, inner: 'none', keepIfOdd: true };
  const programOf = (...threads: Instruction[][]): Program => ({
    threads: threads.map((all) => all.map((instruction) => ({ ifParity: null, instruction }))),
    claimsWords: false,
  });
  const PROGRAMS: readonly [string, Program][] = [
    ['stores to two words that only together end an await', programOf([store(0)], [store(1)], [awaitNone])],
    ['additions that only together end an await', programOf([add(0)], [add(0)], [awaitNone])],
    [
      'an object that is freed before and after a section begins',
      programOf([act('rcu', 'read and load'), store(0)], [act('rcu', 'read')], [act('rcu', 'free later')]),
    ],
    [
      'an object with other readers left',
      programOf(
        [act('rcu', 'read')],
        [act('rcu', 'read and load')],
        [act('rcu', 'free later')],
        [act('rcu', 'read and load'), store(0)],
      ),
    ],
    [
      'an object that is freed or not in the event of a step, depending on what that read',
      {
        claimsWords: false,
        threads: [
          [{ ifParity: null, instruction: { kind: 'store', word: 0, value: 0, plusRead: true } }],
          [{ ifParity: null, instruction: act('rcu', 'read') }],
          [
            { ifParity: null, instruction: { kind: 'xchg', word: 0, value: 0, plusRead: false } },
            { ifParity: 1, instruction: act('rcu', 'free later') },
          ],
        ],
      },
    ],
    [
      'a channel that is closed when there is no room',
      programOf(
        [act('channel', 'send')],
        [act('channel', 'send')],
        [act('channel', 'send'), act('channel', 'send'), act('channel', 'close')],
      ),
    ],
    [
      'two signals, two waiters',
      programOf(
        [act('condition', 'wait')],
        [act('condition', 'wait')],
        [act('condition', 'signal')],
        [act('condition', 'signal')],
      ),
    ],
    [
      'a flush of the instance that is queued while another runs, and keeps a lock',
      programOf(
        [{ kind: 'schedule work' }, { kind: 'addReturn', word: 0 }, { kind: 'schedule work' }, keepsLock],
        [{ kind: 'flush work' }, { kind: 'schedule work' }],
      ),
    ],
  ];
  it.each(PROGRAMS)('%s', (_name, program) => {
    const comparison = compare(program);
    expect(comparison.skipped).toBe(false);
    expect(isExact(comparison)).toBe(true);
    for (const symmetry of [false, true]) expect(isSame(compareStates(program, { symmetry }))).toBe(true);
  });
});
