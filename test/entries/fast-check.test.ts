/** mazurka/fast-check: what is generated makes sense, shrinks to what matters, and is the same for the same seed. */
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarios, schedules, workloads } from '../../fast-check.js';
import { smaller } from '../../hunt/smaller.js';
import { workloadLines } from '../../hunt/workload-text.js';
import { draftOf, workloadOf } from '../../hunt/workloads.js';
import { twoAllocsNoLock } from '../../scenarios/busy-list/two-allocs-no-lock.js';
import { subjectOf, type Workload } from '../../scenarios/subject.js';
import { shippedDesign } from '../../scenarios/subjects.js';
import { purgeRacingPurge } from '../../scenarios/vmap-node-2023/purge-racing-purge.js';
import { explore } from '../../scheduler/explore.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { ScenarioError } from '../../scheduler/scenario-error.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { choose, type Steps, Violation } from '../../scheduler/step.js';
import { type SmallWorld, scenarioOf } from '../support/small-world.js';

/** Lets an allocation fail although a purge would have found pages. */
const design = shippedDesign('busy-list, 2008');
const few = { threads: 2, operations: 2, setup: 2 };

const breaks = (workload: Workload, claim: string) =>
  claim in explore(design.scenario('any', workload), { strategy: 'traces', maxExecutions: 500, brief: true }).broken;

const sample = <T>(of: fc.Arbitrary<T>, numRuns = 20, seed = 7) => fc.sample(of, { seed, numRuns });

describe('workloads', () => {
  it.each(['percpu-2005', 'busy-list, mutex', 'vmap-node-2023'])('that can begin, of %s', (name) => {
    const subject = shippedDesign(name);
    for (const workload of sample(workloads(subject), 60)) {
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
    expect(most(({ setup = [] }) => setup.length)).toBe(2);
  });

  it.each([
    [1, ['with:   window 3', 'before: x = vmalloc(3)', 'a:      vfree(x)', 'b:      a = vmalloc(1)']],
    [
      3,
      [
        'with:   window 3',
        'before: x = vmalloc(1)',
        'a:      vfree(x)',
        'b:      a = pcpu_get_vm_areas(offsets 0 2, sizes 1 1)',
      ],
    ],
  ])('shrink to one of which nothing smaller breaks: seed %i', (seed, lines) => {
    const found = fc.check(
      fc.property(workloads(design, few), (workload) => !breaks(workload, 'I-SPUR strong')),
      { seed, numRuns: 200 },
    );
    const [small] = found.counterexample!;
    expect(workloadLines(small)).toEqual(lines);
    const neighbours = [...smaller(design, draftOf(design, small))].map((draft) => workloadOf(draft));
    expect(neighbours.filter((each) => Object.keys(each.threads).length > 0 && breaks(each, 'I-SPUR strong'))).toEqual(
      [],
    );
  });

  it('shrink from an example of any size', () => {
    const large: Workload = {
      parameters: { lazyMax: 3 },
      threads: {
        a: { cpu: 1, does: [{ kind: 'purge' }, { kind: 'alloc', pages: 3, align: 8, as: 'mine' }] },
        b: { does: [{ kind: 'alloc', pages: 200, align: 1, as: 'c' }] },
        c: { does: [{ kind: 'purge' }, { kind: 'purge' }, { kind: 'purge' }] },
      },
    };
    const found = fc.check(
      fc.property(workloads(design, few), (workload) => Object.keys(workload.threads).length < 2),
      { seed: 1, numRuns: 1, examples: [[large]] },
    );
    expect(found.counterexample!.map(workloadLines)).toEqual([
      ['with: window 1', 'a:    c = vmalloc(1)', 'b:    vm_unmap_aliases()'],
    ]);
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
      given.map((workload) => `subject.scenario('busy-list-2008', ${fc.stringify(workload)})`),
    );
    const verdicts = (all: readonly Scenario[]) => all.map((each) => explore(each, { maxExecutions: 50, brief: true }));
    expect(verdicts(made)).toEqual(verdicts(given.map((each) => design.scenario('busy-list-2008', each))));
  });
});

function* setX({ x }: SmallWorld): Steps {
  yield* x.store(1);
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
  yield* x.add(yield* choose(3, 'by'));
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
    const lines = sample(schedules(scenario), 30);
    const claims = new Set(lines.flatMap((line) => run(scenario, line).findings.map(({ claim }) => claim)));
    expect([...claims].sort()).toEqual(Object.keys(explore(scenario, { strategy: 'traces' }).broken).sort());
  });

  it('come to every end of a small scenario', () => {
    const scenario = scenarioOf(tryA, lockA, lockA) as Scenario;
    const ends = new Set<string>();
    explore(scenario, {
      strategy: 'traces',
      onTrace: ({ execution }) => {
        const { objects } = execution.context;
        ends.add(JSON.stringify(objects.map((object) => [object.name, object.snapshot()])));
      },
    });
    const met = sample(schedules(scenario), 200).map((line) =>
      JSON.stringify(Object.entries(run(scenario, line).contents)),
    );
    expect([...new Set(met)].sort()).toEqual([...ends].sort());
    expect(ends.size).toBeGreaterThan(4);
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
      other.property(
        scenarios(design, few),
        (scenario) => !('I-SPUR strong' in explore(scenario, { brief: true }).broken),
      ),
      { seed: 1, numRuns: 200 },
    );
    expect(found.counterexample).not.toBeNull();
    expect(other.stringify(found.counterexample)).toContain("subject.scenario('busy-list-2008', {");
    expect(other.sample(schedules(twoAllocsNoLock), { seed: 7, numRuns: 20 })).toEqual(
      sample(schedules(twoAllocsNoLock)),
    );
  });
});
