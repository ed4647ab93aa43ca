import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { type ExplainOptions, explain } from '../../scheduler/explain/explain.js';
import { type Explanation, isCause, signatureOf } from '../../scheduler/explain/explanation.js';
import { explore } from '../../scheduler/explore.js';
import { always, atEnd } from '../../scheduler/property.js';
import { replay } from '../../scheduler/replay.js';
import { defineScenario, type Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { bugOn, declareLocalState, type Steps, type ThreadBody, warnOn } from '../../scheduler/step.js';
import { explained, wrongWith } from '../fuzz/check-explain.js';
import { FEATURE_SETS, programs, scenarioOf } from '../fuzz/program.js';
import { golden } from '../report/scenarios.js';

function scenarioNamed(name: string): Scenario {
  return [...golden, ...scenarios].find((scenario) => scenario.name === name)!;
}

/** Of the smallest counterexample. */
function explanationOf(scenario: Scenario, options: ExplainOptions = {}): Explanation {
  const { counterexample } = explore(scenario);
  return explain(scenario, parseSchedule(counterexample!.schedule), options);
}

/** Thread and step of each side. */
function sidesOf({ race }: Explanation): [string[], string] {
  const named = ({ thread, step }: { thread: string; step: string }) => `${thread} ${step}`;
  return [race!.first.map(named), named(race!.second)];
}

describe('the critical race', () => {
  it('of the prefetch race is the flag that is cleared before the other task looks at it', () => {
    const explanation = explanationOf(scenarioNamed('extra-prefetch-v1'));
    expect(sidesOf(explanation)).toEqual([
      ['a atomic_set(cvz[0].fill_in_progress, 0)'],
      'b atomic_xchg(cvz[0].fill_in_progress, 1)',
    ]);
    expect(explanation.race).toMatchObject({
      kind: 'order',
      detour: 0,
      distance: 2,
      proof: {
        same: { traces: 1, broken: 1 },
        reversed: { traces: 2, broken: 0 },
        neither: { traces: 5, broken: 1 },
      },
    });
    expect(explanation.race!.second.where).toMatch(/model\/designs\/cpu-zone-2023\.ts:\d+$/);
    expect(isCause(explanation.race!.proof!)).toBe(true);
  });

  it('with the step of a thread that waits for ever', () => {
    const explanation = explanationOf(scenarioNamed('abba-deadlock'));
    expect(sidesOf(explanation)).toEqual([['cpu1 spin_lock(B)'], 'cpu0 spin_lock(B)']);
    expect(explanation.race!.second.event).toBeNull();
    expect(explanation.race!.passing.trace.waiting).toEqual([]);
  });

  it('with a step that comes only after the failure', () => {
    const explanation = explanationOf(scenarioNamed('stale-tlb-when-flushed-late'));
    expect(sidesOf(explanation)).toEqual([['b spin_lock(vn[0].busy.lock)'], 'a flush_tlb_kernel_range([1,3))']);
  });

  it('is looked for further away where no single reversal helps', () => {
    const explanation = explanationOf(scenarioNamed('data-race'));
    expect(explanation.race).toMatchObject({ detour: 1 });
    expect(sidesOf(explanation)).toEqual([['reader spin_is_locked(lock)'], 'writer spin_unlock(lock)']);
  });

  it('may be an outcome of a choice', () => {
    const { race } = explanationOf(scenarioNamed('rare-choice'));
    expect(race).toMatchObject({ kind: 'outcome', first: [{ result: 1, event: 1 }], second: { result: 0, event: 1 } });
  });

  it('is no cause if the claim breaks with the other order too', () => {
    const { race } = explanationOf(scenarioNamed('extra-prefetch-v1-three-tasks'));
    expect(race!.proof!.reversed.broken).toBeGreaterThan(0);
    expect(isCause(race!.proof!)).toBe(false);
  });

  it('is not decided where there are more traces than are allowed', () => {
    const few = explanationOf(scenarioNamed('extra-prefetch-v1'), { maxTraces: 7 });
    expect(few.race!.proof).toBeNull();
    expect(few.reason).toContain('more than 7');
    const none = explanationOf(scenarioNamed('extra-prefetch-v1'), { maxTraces: 0 });
    expect([none.race!.proof, none.reason]).toEqual([null, null]);
  });

  it('is not found within too few events', () => {
    const { race, reason } = explanationOf(scenarioNamed('data-race'), { maxEvents: 1 });
    expect(race).toBeNull();
    expect(reason).toContain('stopped at its bound');
  });

  it('is the same for failures that differ in threads and indices only', () => {
    const { trace } = explanationOf(scenarioNamed('lost-update'));
    expect(trace.threads).toEqual(['cpu0', 'cpu1']);
    const scenario = scenarioNamed('lost-update');
    const signatures = ['cpu0', 'cpu1'].map((one) => {
      const other = one === 'cpu0' ? 'cpu1' : 'cpu0';
      const line = `lost-update ${one}:2:atomic_read(counter) ${other}:3:atomic_set(counter,1) ${one}:1:atomic_set(counter,1)`;
      return signatureOf(explain(scenario, parseSchedule(line)));
    });
    expect(signatures[0]).toBe('both count: atomic_read(counter) < atomic_set(counter, 1)');
    expect(signatures[1]).toBe(signatures[0]);
  });
});

describe('there is no critical race', () => {
  const lock = (name: string) => new SpinLock(name);
  function* nest(outer: SpinLock, inner: SpinLock): Steps {
    yield* outer.lock();
    yield* inner.lock();
    yield* inner.unlock();
    yield* outer.unlock();
  }
  const lockOrder = defineScenario({
    name: 'lock-order',
    boot() {
      const [a, b] = [lock('A'), lock('B')];
      return {
        world: null,
        threads: {
          *both(): Steps {
            yield* nest(a, b);
            yield* nest(b, a);
          },
        },
      };
    },
  });
  const brokenAtBoot = defineScenario({
    name: 'broken-at-boot',
    boot: () => ({ world: new AtomicWord('word', 1), threads: { *none(): Steps {} } }),
    properties: [always('zero', (word: AtomicWord) => (word.current === 0 ? null : 'it is not'))],
  });
  const endless = defineScenario({
    name: 'endless',
    stepBound: 20,
    boot() {
      const word = new AtomicWord('word');
      return {
        world: null,
        threads: {
          *cpu0(): Steps {
            while ((yield* word.addReturn(1)) > 0);
          },
        },
      };
    },
  });
  const lasso = defineScenario({
    name: 'lasso',
    boot() {
      const word = new AtomicWord('word');
      return {
        world: null,
        threads: {
          *cpu0(): Steps {
            for (;;) {
              declareLocalState(null);
              yield* word.store(0);
            }
          },
        },
      };
    },
  });
  const oneOrOther = defineScenario({
    name: 'one-or-other',
    boot() {
      const word = new AtomicWord('word');
      const look = (value: number): ThreadBody =>
        function* () {
          bugOn((yield* word.addReturn(1)) === 1 && value === 1, 'the first is one');
          warnOn(value === 2 && word.current === 1, 'the first is two');
        };
      return { world: null, threads: { one: look(1), two: look(2) } };
    },
  });
  const CASES: readonly [string, Scenario, string][] = [
    ['in an order of locks', lockOrder, 'judged over all executions'],
    ['before any thread has run', brokenAtBoot, 'before any thread has run'],
    ['in an execution without an end', endless, 'no end'],
    ['where one thread runs alone', scenarioNamed('align-wraps'), 'no two of its steps'],
    ['where every trace fails', scenarioNamed('long-hold-while-purging'), 'all 4 traces'],
    ['where other failures lie between', scenarioNamed('early-lookup'), 'though 5 of 11 traces are such'],
    ['where every trace fails in some way', oneOrOther, 'it happens in 1 of 2 traces, and something else breaks'],
  ];
  it.each(CASES)('%s, and the reason is said', (_where, scenario, why) => {
    const { race, reason } = explanationOf(scenario);
    expect(race).toBeNull();
    expect(reason).toContain(why);
  });

  it('in a livelock, and the reason is said', () => {
    const { counterexample } = explore(lasso, { strategy: 'states' });
    const { claim, race, reason } = explain(lasso, parseSchedule(counterexample!.schedule));
    expect([claim, race]).toEqual(['livelock', null]);
    expect(reason).toContain('repeats for ever');
  });
});

describe('the causal slice', () => {
  it('leaves out what happens after the cause, and still fails', () => {
    const scenario = scenarioNamed('extra-prefetch-v1');
    const { slice, trace } = explanationOf(scenario);
    expect([slice.trace.events.length, trace.events.length]).toEqual([11, 13]);
    expect(replay(scenario, parseSchedule(slice.schedule!)).findings[0]!.claim).toBe('I-FILL');
  });

  it('leaves out threads that have nothing to do with it', () => {
    const scenario = defineScenario({
      name: 'bystander',
      boot() {
        const [word, other] = [new AtomicWord('word'), new AtomicWord('other')];
        return {
          world: null,
          threads: {
            *bystander(): Steps {
              yield* other.store(1);
              yield* other.store(2);
            },
            *cpu0(): Steps {
              yield* word.store(1);
            },
            *cpu1(): Steps {
              bugOn((yield* word.load()) === 1, 'it is 1');
            },
          },
        };
      },
    });
    const line =
      'bystander bystander:2:atomic_set(other,1) cpu0:2:atomic_set(word,1) bystander:1:atomic_set(other,2) cpu1:2:atomic_read(word)';
    const { slice } = explain(scenario, parseSchedule(line));
    expect(slice.trace.events.map(({ thread }) => thread)).toEqual(['cpu0', 'cpu0', 'cpu1', 'cpu1']);
  });

  it('of a deadlock is an excerpt: what it follows from, while the rest has to run too', () => {
    const scenario = defineScenario({
      name: 'deadlock-and-bystander',
      boot() {
        const [word, flag] = [new AtomicWord('word'), new AtomicWord('flag')];
        return {
          world: null,
          threads: {
            *bystander(): Steps {
              yield* word.store(1);
            },
            *setter(): Steps {
              yield* flag.store(1);
            },
            *waiter(): Steps {
              yield* awaitWords([flag], (value) => value === 2);
            },
          },
        };
      },
    });
    const { claim, slice, trace } = explanationOf(scenario);
    expect(claim).toBe('deadlock');
    expect(slice.schedule).toBeNull();
    const left = slice.trace.events.map(({ thread }) => thread);
    expect(new Set(left)).toEqual(new Set(['setter', 'waiter']));
    expect(trace.events.length).toBe(left.length + 2);
  });

  it('of a claim about the end is what it reads and what that follows from', () => {
    const scenario = defineScenario({
      name: 'end',
      boot() {
        const [read, unread] = [new AtomicWord('read'), new AtomicWord('unread')];
        return {
          world: read,
          threads: {
            *one(): Steps {
              yield* read.store(1);
            },
            *two(): Steps {
              yield* unread.store(1);
            },
          },
        };
      },
      properties: [atEnd('zero', (read: AtomicWord) => (read.current === 0 ? null : 'it is not'))],
    });
    const { slice } = explanationOf(scenario);
    expect(slice.trace.events.map(({ thread }) => thread)).toEqual(['one', 'one']);
  });
});

describe('an explanation', () => {
  it('knows what objects contain before the last event and after it', () => {
    const { before, after } = explanationOf(scenarioNamed('extra-prefetch-v1'));
    expect([before['cvz[0].free'], after['cvz[0].free']]).toEqual([['[2,8)'], ['[2,16)']]);
    expect(before['cvz[0].busy']).toEqual(after['cvz[0].busy']);
  });

  it('is made anew if another order shows that a release can be observed', () => {
    const scenario = defineScenario({
      name: 'observed-later',
      boot() {
        const word = new AtomicWord('word');
        const mutex = new SpinLock('mutex');
        return {
          world: null,
          threads: {
            *cpu0(): Steps {
              yield* mutex.lock();
              yield* mutex.unlock();
              bugOn((yield* word.load()) === 0, 'it is 0');
              yield* mutex.isLocked();
            },
            *cpu1(): Steps {
              yield* word.store(1);
            },
          },
        };
      },
    });
    const line = 'observed-later cpu0:3:atomic_read(word)';
    const explanation = explain(scenario, parseSchedule(line));
    expect(explanation.schedule).toBe('observed-later [mutex] cpu0:4:atomic_read(word)');
    expect(sidesOf(explanation)).toEqual([['cpu0 atomic_read(word)'], 'cpu1 atomic_set(word, 1)']);
    expect(wrongWith(scenario, explanation)).toEqual([]);
  });

  it('is of the claim that is asked for', () => {
    const scenario = scenarioNamed('lost-update');
    const { schedule } = explore(scenario).counterexample!;
    expect(() => explain(scenario, parseSchedule(schedule), { claim: 'other' })).toThrow('another claim than other');
  });

  it('is refused for an execution that breaks nothing', () => {
    const line = 'lost-update cpu0:3:atomic_set(counter,1) cpu1:3:atomic_set(counter,2)';
    expect(() => explain(scenarioNamed('lost-update'), parseSchedule(line))).toThrow('breaks no claim');
  });

  it('is plain data, the same each time', () => {
    const [one, other] = [1, 2].map(() => explanationOf(scenarioNamed('stale-tlb-when-flushed-late')));
    expect(one).toEqual(other);
    expect(JSON.parse(JSON.stringify(one))).toEqual(one);
  });

  const violated = scenarios.filter(({ expect: expected }) => expected!.verdict === 'violated');
  it.each(violated.filter((_, k) => k % 2 === 0))(
    'of $name gives a race or a reason, and its replays confirm it',
    (scenario) => {
      expect(wrongWith(scenario, explanationOf(scenario, { maxTraces: 20 }))).toEqual([]);
    },
  );
});

const SEED = 2026;

describe('explanations hold what they say, of random programs of', () => {
  it.each(Object.entries(FEATURE_SETS))('%s', (_name, features) => {
    fc.assert(
      fc.property(programs(features), (program) => {
        const { wrong = [] } = explained(scenarioOf(program)) ?? {};
        expect(wrong).toEqual([]);
      }),
      { numRuns: 6, seed: SEED },
    );
  });

  it('all of them, among which there is enough of each kind', () => {
    const sets = Object.values(FEATURE_SETS);
    const all = sets.flatMap((features) => fc.sample(programs(features), { numRuns: 3, seed: SEED }));
    const found = all.flatMap((program) => explained(scenarioOf(program))?.explanation ?? []);
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter(({ race }) => race !== null).length).toBeGreaterThan(5);
    expect(found.filter(({ slice }) => slice.schedule !== null).length).toBeGreaterThan(5);
  });
});
