/** mazurka/fast-check: what is generated makes sense, shrinks to what matters, and is the same for the same seed. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarios, schedules, workloads } from '../../fast-check.js';
import { twoAllocsNoLock } from '../../scenarios/busy-list/two-allocs-no-lock.js';
import { subjectOf, type Workload } from '../../scenarios/subject.js';
import { shippedDesign, subjects } from '../../scenarios/subjects.js';
import { purgeRacingPurge } from '../../scenarios/vmap-node-2023/purge-racing-purge.js';
import { explore } from '../../scheduler/explore.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { ScenarioError } from '../../scheduler/scenario-error.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { choose, type Steps, Violation } from '../../scheduler/step.js';
import { type SmallWorld, scenarioOf } from '../support/small-world.js';

/** Breaks a claim as soon as two allocations overlap. */
const design = shippedDesign('two-allocs-no-lock');
const few = { threads: 2, operations: 2, setup: 1 };

const breaks = (workload: Workload, claim: string) =>
  claim in explore(design.scenario('any', workload), { strategy: 'traces', maxExecutions: 500, brief: true }).broken;

const sample = <T>(of: fc.Arbitrary<T>, numRuns = 20, seed = 7) => fc.sample(of, { seed, numRuns });

describe('workloads', () => {
  it.each(subjects.map((subject) => [subject.name, subject] as const))('that can begin, of %s', (_name, subject) => {
    for (const workload of sample(workloads(subject))) {
      expect(Object.keys(workload.threads).length).toBeGreaterThan(0);
      try {
        explore(subject.scenario('any', workload), { strategy: 'traces', maxExecutions: 1 });
      } catch (error) {
        expect(error).toBeInstanceOf(ScenarioError);
        expect((error as ScenarioError).cause).toBeInstanceOf(Violation);
      }
    }
  });

  it('are as large as they may be, and no larger', () => {
    const made = sample(workloads(design, few), 100);
    const most = (of: (workload: Workload) => number) => Math.max(...made.map(of));
    expect(most(({ threads }) => Object.keys(threads).length)).toBe(2);
    expect(most(({ threads }) => Math.max(...Object.values(threads).map(({ does }) => does.length)))).toBe(2);
    expect(most(({ setup = [] }) => setup.length)).toBe(1);
  });

  it('shrink to the smallest that breaks', () => {
    const found = fc.check(
      fc.property(workloads(design, few), (workload) => !breaks(workload, 'I-OVL')),
      { seed: 1, numRuns: 200 },
    );
    expect(found.counterexample).toEqual([
      {
        threads: {
          a: { does: [{ kind: 'alloc', pages: 1, align: 1, as: 'a' }] },
          b: { does: [{ kind: 'alloc', pages: 1, align: 1, as: 'a' }] },
        },
      },
    ]);
  });

  it('shrink from an example', () => {
    const large: Workload = {
      threads: {
        a: { cpu: 1, does: [{ kind: 'purge' }, { kind: 'alloc', pages: 3, align: 2, as: 'b' }] },
        b: { does: [{ kind: 'alloc', pages: 2, align: 1, as: 'c' }] },
      },
    };
    const found = fc.check(
      fc.property(workloads(design, few), (workload) => Object.keys(workload.threads).length < 2),
      { seed: 1, numRuns: 1, examples: [[large]] },
    );
    expect(found.counterexamplePath).toMatch(/^0:/);
    expect(found.numShrinks).toBeGreaterThan(2);
  });

  it('are the same for the same seed', () => {
    expect(sample(workloads(design))).toEqual(sample(workloads(design)));
    expect(sample(workloads(design))).not.toEqual(sample(workloads(design), 20, 8));
  });

  it('are of the design of a scenario, with its parameters and claims', () => {
    expect(sample(workloads(twoAllocsNoLock))).toEqual(sample(workloads(subjectOf('x', twoAllocsNoLock))));
  });

  it.each([
    ['a name', 'vmap-node-2023', 'found vmap-node-2023; expected a design, as await shippedDesign(name) gives it'],
    ['a promise', Promise.resolve(design), 'found a promise: await it first'],
    ['a scenario of no workload', scenarioOf(), 'expected a design'],
  ])('refuse %s', (_what, value, message) => {
    expect(() => workloads(value as never)).toThrow(message);
  });

  it('refuse limits that are none', () => {
    expect(() => workloads(design, { threads: 0 })).toThrow(
      'limit threads: found 0, expected a whole number, 1 or more',
    );
    expect(() => workloads(design, { setup: -1 })).toThrow('limit setup: found -1, expected a whole number, 0 or more');
  });
});

describe('scenarios', () => {
  it('put workloads to the design, and are shown as the calls that do', () => {
    const [given, made] = [sample(workloads(design, few)), sample(scenarios(design, few))];
    expect(made.map((scenario) => fc.stringify(scenario))).toEqual(
      given.map((workload) => `subject.scenario('two-allocs-no-lock', ${fc.stringify(workload)})`),
    );
    const verdicts = (all: readonly Scenario[]) => all.map((each) => explore(each, { maxExecutions: 50, brief: true }));
    expect(verdicts(made)).toEqual(verdicts(given.map((each) => design.scenario('two-allocs-no-lock', each))));
  });
});

function* setX({ x }: SmallWorld): Steps {
  yield* x.set(1);
}
function* awaitX({ x }: SmallWorld): Steps {
  while ((yield* x.readOnce()) === 0);
}
function* awaitNothing({ x }: SmallWorld): Steps {
  while ((yield* x.readOnce()) !== 7);
}
function* tryA({ a }: SmallWorld): Steps {
  if (yield* a.tryLock()) yield* a.unlock();
}
function* lockA({ a, x }: SmallWorld): Steps {
  yield* a.lock();
  yield* x.add(yield* choose(3));
  yield* a.unlock();
}

describe('schedules', () => {
  const run = (scenario: Scenario, line: string) => replay(scenario, parseSchedule(line));

  it.each<[string, Scenario]>([
    ['a violation', twoAllocsNoLock as Scenario],
    ['workers', purgeRacingPurge as Scenario],
    ['choices and a lock that somebody tries', scenarioOf(tryA, lockA, lockA) as Scenario],
    ['a loop that waits', scenarioOf(awaitX, setX, awaitX) as Scenario],
    ['a loop that waits for ever', scenarioOf(awaitNothing, setX) as Scenario],
    ['no thread', scenarioOf() as Scenario],
  ])('replay: %s', (_what, scenario) => {
    const lines = sample(schedules(scenario), 60);
    const claims = new Set(lines.flatMap((line) => run(scenario, line).findings.map(({ claim }) => claim)));
    expect([...claims].sort()).toEqual(Object.keys(explore(scenario, { strategy: 'traces' }).broken).sort());
  });

  it('come to every trace of a small scenario', () => {
    const scenario = scenarioOf(tryA, lockA) as Scenario;
    const ends = sample(schedules(scenario), 300).map((line) => {
      const { trace, contents } = run(scenario, line);
      return JSON.stringify([
        contents,
        trace.events
          .flatMap(({ steps }) => steps.map(({ text, result }) => [text, result]))
          .filter(([text]) => /trylock/.test(String(text))),
      ]);
    });
    const { executions } = explore(scenario, { strategy: 'traces' }).counts;
    expect([new Set(ends).size, executions]).toEqual([6, 6]);
  });

  it('shrink to as few preemptions as break the claim', () => {
    const scenario = twoAllocsNoLock as Scenario;
    const { counterexample } = explore(scenario);
    for (const seed of [1, 2, 3]) {
      const found = fc.check(
        fc.property(schedules(scenario), (line) => run(scenario, line).findings.length === 0),
        { seed, numRuns: 200 },
      );
      const { trace } = run(scenario, found.counterexample![0]);
      expect(trace.events.filter(({ preempts }) => preempts)).toHaveLength(counterexample!.preemptions);
    }
  });

  it('are the same for the same seed', () => {
    const scenario = scenarioOf(tryA, lockA) as Scenario;
    expect(sample(schedules(scenario))).toEqual(sample(schedules(scenario)));
    expect(new Set(sample(schedules(scenario))).size).toBeGreaterThan(5);
  });
});

describe('another copy of fast-check', () => {
  const other = createRequire(import.meta.url)('fast-check') as typeof fc;

  it('takes the arbitraries', () => {
    expect(other.property).not.toBe(fc.property);
    const found = other.check(
      other.property(scenarios(design, few), (scenario) => !('I-OVL' in explore(scenario, { brief: true }).broken)),
      { seed: 1, numRuns: 200 },
    );
    expect(found.counterexample).not.toBeNull();
    expect(other.stringify(found.counterexample)).toContain("subject.scenario('two-allocs-no-lock', {");
    expect(other.sample(schedules(twoAllocsNoLock), { seed: 7, numRuns: 20 })).toEqual(
      sample(schedules(twoAllocsNoLock)),
    );
  });
});
