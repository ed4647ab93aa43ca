/** mazurka/vitest: what passes, what fails and in which words, and what does not compile. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { HoldOptions } from '../../vitest.js';
import '../../vitest.js';
import { counterexampleText } from '../../report/trace-text.js';
import { verdictLine } from '../../report/verdict-text.js';
import { twoAllocsNoLock } from '../../scenarios/busy-list/two-allocs-no-lock.js';
import { extraPrefetchV1 } from '../../scenarios/cpu-zone-2023/extra-prefetch-v1.js';
import { subjectOf } from '../../scenarios/subject.js';
import { explore } from '../../scheduler/explore.js';
import { sometimes } from '../../scheduler/property.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { bugOn, type Steps, warnOn } from '../../scheduler/step.js';
import { type Body, type SmallWorld, scenarioOf } from '../support/small-world.js';

function* add({ x }: SmallWorld): Steps {
  yield* x.add(1);
}

/** Looks, then takes what may be gone: x is negative if both looked first. */
function* take({ x }: SmallWorld): Steps {
  if ((yield* x.readOnce()) < 0) return;
  bugOn((yield* x.addReturn(-1)) < -1, 'taken twice');
}

const safe = scenarioOf(add, add);
const broken = scenarioOf(take, take);

/** What the failed assertion says, without colours, and the rest of it. */
function failure(assert: () => void) {
  try {
    assert();
  } catch (error) {
    const { message, expected, actual } = error as { message: string; expected?: unknown; actual?: unknown };
    return { message: stripVTControlCharacters(message), expected, actual };
  }
  throw new Error('the assertion passed');
}
const said = (assert: () => void) => failure(assert).message;

describe('toHold', () => {
  it('passes what holds in every interleaving, awaited or not', async () => {
    expect(safe).toHold();
    await expect(safe).toHold({ strategy: 'states' });
    await expect(Promise.resolve(safe)).resolves.toHold();
  });

  it('shows of a violation what mazurka check shows', () => {
    const { message, ...values } = failure(() => expect(broken).toHold());
    const verdict = explore({ ...broken, expect: { verdict: 'holds' } });
    const trace = counterexampleText(verdict.counterexample!, { file: 'FILE' });
    expect(message.startsWith(`${verdictLine(verdict, null)}\n\n${trace}\n\nCritical race: `)).toBe(true);
    expect(message).toContain("replay: mazurka replay --file FILE 'detector cpu");
    expect(message).toMatch(/fewest preemptions: 1 \(proven\); .*\nFILE is the module that exports the scenario/);
    expect(values).toEqual({ expected: undefined, actual: undefined });
  });

  it('shows the smallest workload, unless it is told not to', () => {
    expect(said(() => expect(extraPrefetchV1).toHold())).toContain('made small from 2 threads with 2 operations');
    const short = said(() => expect(extraPrefetchV1).toHold({ minimise: false }));
    expect(short).not.toContain('made small');
    expect(short).toContain('violation: I-FILL in extra-prefetch-v1, with 1 preemption');
  });

  it('asks what is so, not what the scenario expects', () => {
    expect(said(() => expect(extraPrefetchV1).toHold({ minimise: false }))).toMatch(/^NO .*\n.*found violated/);
    expect({ ...safe, expect: { verdict: 'violated' as const, by: 'BUG_ON' } }).toHold();
  });

  it('takes no limit for a proof, unless it is told to', () => {
    const limited = said(() => expect(safe).toHold({ maxExecutions: 1 }));
    expect(limited).toContain('holds within');
    expect(limited).toContain('{ within: true }');
    expect(said(() => expect(safe).toHold({ strategy: 'random' }))).toContain('holds within');
    expect(safe).toHold({ maxExecutions: 1, within: true });
    expect(said(() => expect(broken).toHold({ strategy: 'random', within: true }))).toContain('violation: BUG_ON');
  });

  it('fails what says nothing', () => {
    const properties = [sometimes('x is 3', ({ x }: SmallWorld) => x.current === 3)];
    const vacuous = said(() => expect({ ...safe, properties }).toHold({ within: true }));
    expect(vacuous).toContain('vacuous');
    expect(vacuous).toContain('never reached: x is 3');
  });

  it('follows the executions that the scenario keeps, also where the limit would not come to them', () => {
    const { schedule } = explore(broken).counterexample!;
    expect(broken).toHold({ maxPreemptions: 0, within: true });
    const kept = said(() => expect({ ...broken, schedules: [schedule] }).toHold({ maxPreemptions: 0, within: true }));
    expect(kept).toContain('execution 1 of those kept breaks it');
  });
});

describe('toBeViolated', () => {
  it('passes what breaks, by these claims and no others, with so few preemptions, in so many traces', () => {
    expect(broken).toBeViolated();
    expect(broken).toBeViolated({ by: 'BUG_ON' });
    expect(extraPrefetchV1).toBeViolated({ by: ['I-FILL'], preemptions: 1, traces: 8 });
    expect(broken).toBeViolated({ untilFirst: true });
    expect(broken).toBeViolated({ by: 'BUG_ON', strategy: 'random', within: true });
  });

  it('says what does not break', () => {
    expect(said(() => expect(safe).toBeViolated())).toMatch(/^NO .* holds .*\n +expected violated, found holds$/);
    expect(said(() => expect(safe).toBeViolated({ by: 'BUG_ON' }))).toContain(
      'expected these claims to break: BUG_ON; broken: none',
    );
  });

  it('shows how another claim breaks', () => {
    const both = scenarioOf(take, take, function* ({ x }) {
      warnOn((yield* x.readOnce()) < 0, 'is negative');
    } as Body);
    expect(both).toBeViolated({ by: ['WARN_ON', 'BUG_ON'] });
    const other = said(() => expect(both).toBeViolated({ by: 'BUG_ON' }));
    expect(other).toContain('expected these claims to break: BUG_ON; broken: BUG_ON, WARN_ON');
    expect(other).toContain('violation: WARN_ON in detector, with 0 preemptions');
  });

  it('says how few preemptions are enough', () => {
    const message = said(() => expect(broken).toBeViolated({ preemptions: 2 }));
    expect(message).toContain('expected a smallest counterexample with 2 preemptions, found one with 1 (proven)');
    expect(message).toContain('violation: BUG_ON in detector, with 1 preemption\n');
  });

  it('counts traces, all of them', () => {
    expect(said(() => expect(broken).toBeViolated({ traces: 5 }))).toMatch(/expected 5 traces, found \d/);
    expect(said(() => expect(broken).toBeViolated({ traces: 5, untilFirst: true }))).toContain(
      'not everything was explored, so there may be more traces',
    );
  });

  it('does not say "no other claim" of what it has not explored', () => {
    expect(said(() => expect(broken).toBeViolated({ by: 'BUG_ON', untilFirst: true }))).toContain(
      'not everything was explored, so more claims may break',
    );
  });

  it.each([
    [{ by: [] }, 'by names no claim'],
    [{ by: '' }, 'by names no claim'],
    [{ preemptions: -1 }, 'preemptions: found -1, expected a whole number, 0 or more'],
    [{ traces: 1.5 }, 'traces: found 1.5, expected a whole number, 1 or more'],
    [{ traces: 8, strategy: 'states' as const }, 'found states'],
  ])('refuses %o', (options, message) => {
    expect(() => expect(broken).toBeViolated(options)).toThrow(message);
  });
});

describe('toHaveTraces', () => {
  it('counts them, whether claims hold or not', () => {
    expect(extraPrefetchV1).toHaveTraces(8);
    expect(safe).toHaveTraces(explore(safe, { strategy: 'traces' }).counts.executions);
    expect(failure(() => expect(extraPrefetchV1).toHaveTraces(9))).toEqual({
      message: 'extra-prefetch-v1: expected 9 traces, found 8',
      expected: 9,
      actual: 8,
    });
  });

  it('refuses what is no count', () => {
    expect(() => expect(safe).toHaveTraces(0)).toThrow('toHaveTraces: found 0, expected a whole number, 1 or more');
  });
});

describe('the matchers', () => {
  it('refuse .not, which would pass what nobody has proven', () => {
    expect(() => expect(broken).not.toHold()).toThrow(
      '.not.toHold() would pass what nobody has proven: write toBeViol',
    );
    expect(() => expect(safe).not.toBeViolated()).toThrow('write toHold()');
    expect(() => expect(safe).not.toHaveTraces(7)).toThrow('write how many there are');
  });

  const { boot: _, ...noBoot } = safe;
  it.each<[string, unknown, string]>([
    ['a number', 42, 'found 42'],
    ['nothing', undefined, 'found undefined'],
    ['a promise', Promise.resolve(safe), 'found a promise: await it first'],
    ['a verdict', explore(safe), 'found a verdict: leave the exploring to the matcher'],
    ['a subject', subjectOf('two-allocs', twoAllocsNoLock), 'found a subject: put a workload to it'],
    ['a scenario without boot', noBoot, 'field boot is missing'],
    [
      'a name that no schedule can have',
      { ...safe, name: 'two words' },
      'field name: found "two words", expected a name',
    ],
  ])('refuse %s', (_what, value, message) => {
    for (const matcher of ['toHold', 'toBeViolated', 'toHaveTraces'] as const)
      expect(() => expect(value as Scenario)[matcher](1 as never)).toThrow(
        new RegExp(`^${matcher}\\(\\) is about a scenario, as defineScenario.*${message}`),
      );
  });

  it('are typed: of scenarios only, with their options', () => {
    expectTypeOf(expect(safe).toHold).parameters.toEqualTypeOf<[options?: HoldOptions]>();
    expectTypeOf(expect(extraPrefetchV1).toHold).toBeCallableWith({ minimise: false, strategy: 'traces' });
    expectTypeOf(expect(safe).toHaveTraces).parameters.toEqualTypeOf<[count: number]>();
    expectTypeOf(expect(42).toHold).parameters.toEqualTypeOf<[expectTakesAScenario: never]>();
    expectTypeOf(expect(explore(safe)).toBeViolated).parameters.toEqualTypeOf<[expectTakesAScenario: never]>();
    // @ts-expect-error a slip of the pen
    expect(broken).toBeViolated({ preemption: 1 });
  });
});
