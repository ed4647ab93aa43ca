/** The estimated number of traces: probes are right on average, and what is shown depends on counts alone. */
import { describe, expect, it } from 'vitest';
import * as classic from '../../bench/programs/classic.js';
import * as published from '../../bench/programs/published.js';
import { toyByRange, toyBySlot } from '../../bench/programs/toy.js';
import * as waiting from '../../bench/programs/waiting.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { coverageText, rounded } from '../../scheduler/estimate/estimate.js';
import { LatticeProbe } from '../../scheduler/estimate/lattice-probe.js';
import { type Pick, randomPick } from '../../scheduler/estimate/pick.js';
import { SleepSetProbe } from '../../scheduler/estimate/sleep-set-probe.js';
import { TraceEstimator } from '../../scheduler/estimate/trace-estimator.js';
import { explore } from '../../scheduler/explore.js';
import type { TraceProgress } from '../../scheduler/explore-options.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { chooseFrom, type Steps } from '../../scheduler/step.js';

const traces = (scenario: Scenario, symmetry = false) =>
  explore(scenario, { strategy: 'traces', symmetry }).counts as { executions: number };

/** Walks that learn before the one that is looked at. */
const PILOTS = 40;

/**
 * The exact mean of the weight: over all choices that a walk can make, after the same walks that learn, probability times
 * weight.
 */
function expectation(Probe: typeof SleepSetProbe | typeof LatticeProbe, scenario: Scenario, symmetry = false): number {
  const session = new Session(scenario, { symmetry });
  session.restart();
  const script: number[] = [];
  let sum = 0;
  for (;;) {
    let pick: Pick = randomPick('pilot');
    const probe = new Probe(session, (shares) => pick(shares));
    for (let k = 0; k < PILOTS && !session.restartNeeded; k++) probe.walk();
    if (session.restartNeeded) {
      session.restart();
      script.length = 0;
      sum = 0;
      continue;
    }
    let at = 0;
    let probability = 1;
    const widths: number[] = [];
    pick = (shares) => {
      const choice = (script[at] ??= 0);
      probability *= shares[choice]! / shares.reduce((total, share) => total + share, 0);
      widths[at++] = shares.length;
      return choice;
    };
    const weight = probe.walk();
    if (weight === null) throw new Error(`${scenario.name}: the walks before have not seen everything`);
    sum += probability * weight;
    while (script.length > 0 && script.at(-1)! + 1 === widths[script.length - 1]) script.pop();
    if (script.length > 0) script[script.length - 1]!++;
    else return sum;
  }
}

/** Threads that choose among words, and a choice that shows what another one did. */
function choosing(): Scenario {
  return {
    name: 'choosing',
    boot() {
      const words = ['x', 'y', 'z'].map((name) => new AtomicWord(name));
      const body = function* (): Steps {
        const word = yield* chooseFrom(words, 'a word');
        if ((yield* word.addReturn(1)) === 2) yield* words[0]!.store(7);
      };
      return { world: null, threads: { one: body, two: body } };
    },
  };
}

/** Three interchangeable threads that each increment two words. */
function alike(): Scenario {
  return {
    name: 'alike',
    boot() {
      const [x, y] = [new AtomicWord('x'), new AtomicWord('y')];
      const body = function* (): Steps {
        yield* x.addReturn(1);
        yield* y.addReturn(1);
      };
      return {
        world: null,
        threads: { one: body, two: body, three: body },
        interchangeable: [['one', 'two', 'three']],
      };
    },
  };
}

describe('the mean weight of a probe is exactly the number of traces', () => {
  const programs: readonly Scenario[] = [
    classic.readers(3),
    classic.lastzero(3),
    classic.increments(2),
    classic.atomicIncrements(3, 1),
    classic.casrot(4),
    classic.casw(2),
    classic.wcas(3),
    published.poplExample(),
    published.combinationLock(),
    published.fibonacci(1),
    published.dekkerLockTryLock(),
    published.awaitMud(false),
    published.publish(4),
    waiting.philosophers(3),
    waiting.lockedIncrements(3, 'first to do so only'),
    waiting.triedIncrements(2, true, 1),
    waiting.awaitIncrements(3, 2),
    waiting.spawnedIncrements(2),
    toyBySlot(2, 1),
    toyByRange(2, 1),
    choosing(),
  ];

  it.each(programs)('of sleep sets: $name', (program) => {
    expect(expectation(SleepSetProbe, program)).toBeCloseTo(traces(program).executions, 6);
  });

  it.each(programs)('of the lattice of prefixes: $name', (program) => {
    expect(expectation(LatticeProbe, program)).toBeCloseTo(traces(program).executions, 6);
  });

  it('with one trace for each orbit', () => {
    const orbits = traces(alike(), true).executions;
    expect(orbits).toBeLessThan(traces(alike()).executions);
    expect(expectation(LatticeProbe, alike(), true)).toBeCloseTo(orbits, 6);
    expect(expectation(SleepSetProbe, alike(), true)).toBeCloseTo(orbits, 6);
  });
});

describe('an estimate', () => {
  it('depends on where the exploration stands, not on what was asked before', () => {
    const program = toyByRange(3, 2);
    const patient = new TraceEstimator(program);
    const curious = new TraceEstimator(program);
    for (let events = 0; events < 5_000; events += 300) curious.after(10, events, 20);
    expect(curious.after(500, 20_000, 700)).toEqual(patient.after(500, 20_000, 700));
    expect(new TraceEstimator(program, {}, 'another').after(500, 20_000, 700)).not.toEqual(
      patient.after(500, 20_000, 700),
    );
  });

  it('costs as many events as were explored at most, but for the last probe', () => {
    const estimator = new TraceEstimator(classic.readers(8));
    estimator.after(50, 1_000, 60);
    expect(estimator.events).toBeGreaterThanOrEqual(1_000);
    expect(estimator.events).toBeLessThan(1_000 + 40);
  });

  it('ends, if nothing is to be done or all is precise', () => {
    const idle: Scenario = { name: 'idle', boot: () => ({ world: null, threads: {} }) };
    expect(new TraceEstimator(idle).after(1, 10, 1)).toMatchObject({ traces: 1, low: 1 });
    const estimator = new TraceEstimator(classic.atomicIncrements(5, 1));
    expect(estimator.after(1, 1e9, 1)).toMatchObject({ traces: expect.closeTo(120, 6) });
    expect(estimator.events).toBeLessThan(20_000);
  });

  it('is no less than what has been explored or is planned', () => {
    expect(new TraceEstimator(classic.readers(3)).after(100, 300, 90)).toMatchObject({ traces: 100, low: 100 });
    expect(new TraceEstimator(classic.readers(3)).after(100, 300, 150).traces).toBe(150);
  });

  it('finds out how many traces conflicts and claims make that show only later', () => {
    const found = new TraceEstimator(toyBySlot(3, 1)).after(90, 50_000, 90);
    expect(found.probed).toBeGreaterThan(60);
    expect(found.probed).toBeLessThan(130);
  });

  it('leaves the exploration as it is', () => {
    const asked: number[] = [];
    const watched = explore(toyByRange(3, 2), {
      strategy: 'traces',
      progressEvery: 200,
      onProgress: (progress) => {
        asked.push((progress as TraceProgress).estimate().traces);
        return true;
      },
    });
    expect(asked).toHaveLength(14);
    expect(watched).toEqual(explore(toyByRange(3, 2), { strategy: 'traces' }));
  });
});

describe('a verdict within a budget says how much is covered', () => {
  it('of traces, and the same whether or not somebody watched', () => {
    const quiet = explore(toyByRange(3, 2), { maxExecutions: 300 });
    expect(quiet.reason).toMatch(
      /^stopped after 300 executions, about \d+ % of some [\d ]+ traces \(90 %: [\d ]+ to [\d ]+; from the explored part alone [\d ]+\)$/,
    );
    const watched = explore(toyByRange(3, 2), {
      maxExecutions: 300,
      progressEvery: 7,
      onProgress: (progress) => (progress as TraceProgress).estimate().traces > 0,
    });
    expect(watched).toEqual(quiet);
  });

  it('of traces that were interrupted', () => {
    const verdict = explore(toyByRange(3, 2), { strategy: 'traces', progressEvery: 100, onProgress: () => false });
    expect(verdict.reason).toMatch(/^interrupted after 100 executions, about \d+ % of some /);
    const automatic = explore(toyByRange(3, 2), { progressEvery: 100, onProgress: () => false });
    expect(automatic.reason).toBe(verdict.reason);
  });

  it('of states', () => {
    expect(explore(toyByRange(4, 2), { maxStates: 300 }).reason).toMatch(
      /^stopped after 3\d\d states: everything within [1-9]\d* events of the start is covered$/,
    );
    const deep = explore(toyByRange(4, 2), { maxStates: 300, search: { order: 'depth-first' } });
    expect(deep.reason).toMatch(/^stopped after 3\d\d states$/);
  });

  it('not where it stopped for another reason', () => {
    const { reason } = explore(waiting.philosophers(3), { strategy: 'traces', untilFirst: true });
    expect(reason).toBe('stopped at the first broken claim');
  });
});

it('numbers have the digits that they deserve', () => {
  expect([0, 7.2, 96, 99.6, 123, 39_499, 1.26e15].map((value) => rounded(value, 2))).toEqual([
    '0',
    '7',
    '96',
    '100',
    '120',
    '39 000',
    '1.3e+15',
  ]);
  expect(rounded(Infinity, 2)).toBe('countless');
  const estimate = { traces: 39_321, low: 30_123, high: 51_789, online: 21_000, probed: 39_321 };
  expect(coverageText(12_000, estimate)).toBe(
    '31 % of some 39 000 traces (90 %: 30 000 to 52 000; from the explored part alone 21 000)',
  );
  expect(coverageText(2, { ...estimate, traces: Infinity, high: Infinity })).toMatch(
    /^less than 0.01 % of some countless/,
  );
});
