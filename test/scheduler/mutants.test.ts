/**
 * Mutants of the engine: the known pitfalls of optimal DPOR, put in on purpose, are found by the oracles. P5 is about
 * read-write locks, which there are none of yet; its like here is a section that passes through a lock that another
 * thread holds over several events, which `breakAtFirstFeasible` and `releaseRaces` get wrong.
 */
import { describe, expect, it } from 'vitest';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import type { Steps } from '../../scheduler/step.js';
import { type Mutation, OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';
import { compare, isExact } from '../fuzz/check.js';
import { finalState, outcomes } from '../fuzz/final-states.js';
import { KILLERS } from './mutant-killers.js';

describe('a mutant is killed:', () => {
  it.each(Object.entries(KILLERS))('%s', (name, program) => {
    expect(isExact(compare(program))).toBe(true);
    const mutant: Mutation = { [name]: true };
    const { missed, duplicate, unreal, blocked } = compare(program, mutant);
    expect(missed + duplicate + unreal + blocked).toBeGreaterThan(0);
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
