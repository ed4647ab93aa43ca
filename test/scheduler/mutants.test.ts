/**
 * Mutants of the engine: the known pitfalls of optimal DPOR, put in on purpose, are found by the oracles. P5, read sections
 * that only together keep a writer out, is `singlesOnly`; much like it is a section that passes through a lock that another
 * thread holds over several events, which `breakAtFirstFeasible` and `releaseRaces` get wrong.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { always } from '../../scheduler/property.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { choose, declareLocalState, progress, type Steps } from '../../scheduler/step.js';
import type { SwitchCost } from '../../scheduler/strategies/bounded.js';
import { preemptions } from '../../scheduler/strategies/context-bounded.js';
import { delays } from '../../scheduler/strategies/delay-bounded.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import type { Mutation } from '../../scheduler/strategies/reversal.js';
import { SourceDpor } from '../../scheduler/strategies/source-dpor.js';
import { type StateMutation, StateSearch } from '../../scheduler/strategies/state-search.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';
import { compare, compareOthers, isExact } from '../fuzz/check.js';
import { wrongLevels } from '../fuzz/check-levels.js';
import { compareStates, isSame } from '../fuzz/check-states.js';
import { finalState, outcomes } from '../fuzz/final-states.js';
import { FEATURE_SETS, type Guarded, programs, type SlotAct, withEqualThreads } from '../fuzz/program.js';
import { KILLERS } from './mutant-killers.js';
import { JOINT_KILLER, SOURCE_KILLER } from './source-killer.js';

describe('a mutant is killed:', () => {
  it.each(Object.entries(KILLERS))('%s', (name, program) => {
    expect(isExact(compare(program))).toBe(true);
    const mutant: Mutation = { [name]: true };
    const { missed, duplicate, unreal, blocked } = compare(program, mutant);
    expect(missed + duplicate + unreal + blocked).toBeGreaterThan(0);
  });
});

it('pieces that take what is explored elsewhere for known lose traces', () => {
  const load = (word: 0 | 1) => ({ ifParity: null, instruction: { kind: 'load' as const, word } });
  const store = (word: 0 | 1) => ({
    ifParity: null,
    instruction: { kind: 'store' as const, word, value: 0, plusRead: false },
  });
  const program = { threads: [[store(1)], [load(0)], [store(0), store(1)]], claimsWords: false };
  const wrong = (mutation: Mutation) => {
    const { missed, duplicate, unreal } = compareOthers(program, mutation)!.pieces;
    return { missed, duplicate, unreal };
  };
  expect(wrong({})).toEqual({ missed: 0, duplicate: 0, unreal: 0 });
  expect(wrong({ trustForeign: true }).missed).toBeGreaterThan(0);
});

describe('a mutant of source DPOR is killed:', () => {
  /** skipPrefixRaces: no program is known in which that loses anything. */
  const { skipPrefixRaces: _, sleepByThreadOnly: __, ...killers } = KILLERS;
  const programs = {
    ...killers,
    cutWakeupSequences: SOURCE_KILLER,
    keepOutcomes: SOURCE_KILLER,
    singlesOnly: JOINT_KILLER,
  };
  it.each(Object.entries(programs))('%s', (name, program) => {
    const wrong = (mutation: Mutation) => {
      const { missed, duplicate, unreal } = compareOthers(program, mutation)!.source;
      return missed + duplicate + unreal;
    };
    expect(wrong({})).toBe(0);
    expect(wrong({ [name]: true })).toBeGreaterThan(0);
  });

  it('sleepByThreadOnly', () => {
    const chooser = function* (): Steps {
      yield* choose(3, 'one of three');
    };
    const scenario: Scenario = { name: 'chooser', boot: () => ({ world: null, threads: { chooser } }) };
    const executions = (mutation: Mutation) => {
      let count = 0;
      new SourceDpor(new Session(scenario), mutation).explore(() => ++count > 0);
      return count;
    };
    expect(executions({})).toBe(3);
    expect(executions({ sleepByThreadOnly: true })).toBe(2);
  });
});

describe('a wrong cost of a bounded search is noticed:', () => {
  const wrong = (costs: readonly SwitchCost[]) =>
    fc.sample(programs(FEATURE_SETS.locks!), { numRuns: 20, seed: 1 }).reduce((sum, program) => {
      return sum + (wrongLevels(program, costs) ?? 0);
    }, 0);
  it('switches from threads that wait count too', () => {
    const switches: SwitchCost = (_graph, _node, last, thread) => (last < 0 || last === thread ? 0 : 1);
    expect(wrong([switches, delays])).toBeGreaterThan(0);
  });

  it('a delayed thread is next in turn again', () => {
    const fromFirst: SwitchCost = (graph, node, _last, thread) => delays(graph, node, 0, thread);
    expect(wrong([preemptions, fromFirst])).toBeGreaterThan(0);
    expect(wrong([preemptions, delays])).toBe(0);
  });
});

describe('a mutant of the search over states is killed:', () => {
  /** By random programs; the smallest that shows it is of no interest. */
  const killed = (features: string, symmetry: boolean, mutation: StateMutation, seed: number, numRuns = 300) => {
    const all = symmetry ? programs(FEATURE_SETS[features]!).map(withEqualThreads) : programs(FEATURE_SETS[features]!);
    const property = fc.property(all, (program) => isSame(compareStates(program, { symmetry, mutation })));
    return fc.check(property, { numRuns, seed, endOnFailure: true }).failed;
  };
  const MUTANTS: readonly [name: string, features: string, symmetry: boolean, mutation: StateMutation][] = [
    ['the content of a word is dropped', 'words', false, { dropContent: 2 }],
    ['the content of a lock is dropped', 'locks', false, { dropContent: 0 }],
    ['what threads are told is dropped', 'words', false, { dropKnowledge: true }],
    ['created threads begin alike', 'spawns', false, { sameBirth: true }],
    ['races are looked for in one state only', 'data', false, { racesBefore: true }],
    ['all events are taken to commute', 'words', false, { allCommute: true }],
    ['names stay when threads change places', 'locks', true, { keepNames: true }],
  ];
  it.each(MUTANTS)('%s', (_name, features, symmetry, mutation) => {
    expect(killed(features, symmetry, {}, 2, 40)).toBe(false);
    expect(killed(features, symmetry, mutation, 2)).toBe(true);
  });

  it('names stay when slots change places', () => {
    // Its own slot or any: who is taken for whom depends on what is not moved.
    const slot = (act: SlotAct, ifParity: 1 | null): Guarded => ({
      ifParity,
      instruction: { kind: 'slot', act, value: 1 },
    });
    const either: Guarded = { ifParity: null, instruction: { kind: 'choose' } };
    const code = [slot('take', null), either, slot('pick', 1), slot('store', null)];
    const load = { ifParity: null, instruction: { kind: 'load' as const, word: 0 as const } };
    const program = { threads: [code, [load]], claimsWords: false };
    expect(isSame(compareStates(program, { symmetry: true }))).toBe(true);
    expect(compareStates(program, { symmetry: true, mutation: { keepNames: true } }).missing).toBe(1);
  });

  it('a thread that chooses for ever keeps the others from going on', () => {
    function* chooser(): Steps {
      for (;;) {
        declareLocalState('again');
        yield* choose(2, 'either way');
        progress();
      }
    }
    const scenario: Scenario = {
      name: 'chooser',
      boot() {
        const word = new AtomicWord('word');
        const writer = function* (): Steps {
          yield* word.store(1);
        };
        return { world: word, threads: { chooser, writer } };
      },
      properties: [always<AtomicWord>('word is 0', ({ current }) => (current === 0 ? null : 'no'))],
    };
    const broken = (mutation: StateMutation) => {
      const search = new StateSearch(new Session(scenario), { mutation });
      search.explore(() => true);
      return [...search.findings.keys()];
    };
    expect(broken({})).toEqual(['word is 0']);
    expect(broken({ noProviso: true })).toEqual([]);
  });
});

describe('a wrong conflict table (P13)', () => {
  /** Declares a read where it writes. */
  class LyingWord extends AtomicWord {
    override compareExchange(old: number, value: number): number {
      const found = this.observe();
      if (found === old) this.value = value;
      return found;
    }
  }
  function* swap(word: AtomicWord): Steps<number> {
    return yield* word.cmpxchg(0, 1);
  }
  function* load(word: AtomicWord): Steps<number> {
    return yield* word.load();
  }
  const withWord = (make: () => AtomicWord): Scenario => ({
    name: 'swap-and-load',
    boot() {
      const word = make();
      return { world: null, threads: { swapper: () => swap(word), loader: () => load(word) } };
    },
  });
  const explore = (scenario: Scenario) => {
    const session = new Session(scenario);
    const reduced = new Set<string>();
    new OptimalDpor(session).explore(() => reduced.add(finalState(session.execution)) !== undefined);
    const traces = new Set<string>();
    new TracePrefixes(session).explore(() => traces.add(session.path.canonical()) !== undefined);
    return { reduced, traces, states: outcomes(scenario)!.finals };
  };

  it('is noticed by the oracle that uses none', () => {
    const { reduced, traces, states } = explore(withWord(() => new LyingWord('word')));
    expect(traces.size).toBe(1); // the other oracle shares the table and sees nothing wrong
    expect(states.size).toBe(2);
    expect(reduced.size).toBe(1);
  });

  it('is not reported where the table is right', () => {
    const { reduced, traces, states } = explore(withWord(() => new AtomicWord('word')));
    expect(traces.size).toBe(2);
    expect(reduced).toEqual(states);
  });
});
