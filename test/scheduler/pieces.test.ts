/** An exploration is the same to the bit, whoever explores its pieces; and nothing is lost or found twice at their borders. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastzero } from '../../bench/programs/classic.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { explore, shared } from '../../scheduler/explore.js';
import type { ExploreOptions } from '../../scheduler/explore-options.js';
import { explorePiece } from '../../scheduler/explore-piece.js';
import { exploreStates } from '../../scheduler/explore-states.js';
import type { Answer } from '../../scheduler/questions.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { sealed } from '../../scheduler/sealed.js';
import type { Verdict } from '../../scheduler/verdict.js';
import { FINE } from '../fuzz/check.js';
import { FEATURE_SETS, type Program, programs, scenarioOf } from '../fuzz/program.js';

/** As if somebody else explored everything, and what they are told and tell went through JSON. */
function exploredElsewhere(
  scenario: Scenario,
  options: ExploreOptions,
  elsewhere = scenario,
): { verdict: Verdict; pieces: number } {
  const plain = <T>(data: T) => JSON.parse(JSON.stringify(data)) as T;
  return sealed(() => {
    const exploration = shared(scenario, options);
    let answer: Answer = null;
    let pieces = 0;
    for (;;) {
      const { done, value } = exploration.next(answer);
      if (done) return { verdict: value, pieces };
      if ('states' in value) answer = plain(exploreStates(elsewhere, plain(value.states)));
      else {
        pieces++;
        answer = plain(explorePiece(elsewhere, plain(value.input(value.frontier.taken[0]!))));
      }
    }
  });
}

const text = (verdict: Verdict) => JSON.stringify(verdict, null, 1);

describe('the verdict is the same if others explore the pieces,', () => {
  const some = scenarios.filter((_, k) => k % 9 === 0);
  it.each(some.map((scenario) => [scenario.name, scenario] as const))('%s', (_name, scenario) => {
    const options: ExploreOptions = {
      strategy: 'traces',
      maxExecutions: 300,
      cutting: { ...FINE, first: 600, each: 200 },
    };
    expect(text(exploredElsewhere(scenario, options).verdict)).toBe(text(explore(scenario, options)));
  });

  it.each(Object.keys(FEATURE_SETS))('random programs of %s', (features) => {
    const options: ExploreOptions = { strategy: 'traces', cutting: FINE, coverage: true };
    const isSame = (program: Program, more: ExploreOptions) => {
      const scenario = scenarioOf(program);
      const how = { ...options, ...more };
      expect(text(exploredElsewhere(scenario, how, scenarioOf(program)).verdict)).toBe(
        text(explore(scenarioOf(program), how)),
      );
    };
    fc.assert(
      fc.property(programs(FEATURE_SETS[features]!), (program) => {
        for (const more of [{}, { untilFirst: true }, { brief: true }, { maxExecutions: 5 }, { symmetry: true }])
          isSame(program, more);
      }),
      { numRuns: 3, seed: 3 },
    );
  });

  it('by whatever strategy is chosen', () => {
    const [scenario] = scenarios.filter(({ name }) => name === 'alloc-free-purge-mix') as [Scenario];
    expect(text(exploredElsewhere(scenario, {}).verdict)).toBe(text(explore(scenario)));
  });
});

it('an exploration of many executions is taken to pieces, and finds as many traces', () => {
  const scenario = lastzero(9);
  const whole = explore(scenario, { strategy: 'traces' });
  const { verdict, pieces } = exploredElsewhere(scenario, {
    strategy: 'traces',
    cutting: { ...FINE, first: 1500, each: 500 },
  });
  expect(pieces).toBeGreaterThan(20);
  expect(verdict.counts.executions).toBe(whole.counts.executions);
});
