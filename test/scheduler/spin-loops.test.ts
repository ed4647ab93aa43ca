/** Loops that only read, by traces: waits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { certify } from '../../scheduler/certificate/certify.js';
import type { TraceCheckpoint } from '../../scheduler/checkpoint.js';
import { explore } from '../../scheduler/explore.js';
import type { TraceProgress } from '../../scheduler/explore-options.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { bugOn, declareLocalState, progress, type Steps } from '../../scheduler/step.js';
import type { Verdict } from '../../scheduler/verdict.js';
import { compare, compareOthers, isExact } from '../fuzz/check.js';
import { type Program, programs, SPIN_SETS, TRY_SETS } from '../fuzz/program.js';

interface Words {
  readonly x: AtomicWord;
  readonly y: AtomicWord;
  readonly lock: SpinLock;
  readonly field: Field<number>;
}
type Body = (words: Words) => Steps;

function program(threads: Record<string, Body>, daemons: Record<string, Body> = {}): Scenario<Words> {
  const bodies = (all: Record<string, Body>, words: Words) =>
    Object.fromEntries(Object.entries(all).map(([name, body]) => [name, () => body(words)]));
  return {
    name: 'program',
    stepBound: 200,
    boot() {
      const [x, y] = [new AtomicWord('x'), new AtomicWord('y')];
      const words = { x, y, lock: new SpinLock('lock'), field: new Field('field', 0) };
      return { world: words, threads: bodies(threads, words), daemons: bodies(daemons, words) };
    },
  };
}

const spin: Body = function* ({ x }) {
  while ((yield* x.load()) === 0);
};
const declared: Body = function* ({ x }) {
  for (;;) {
    declareLocalState('waiting');
    if ((yield* x.load()) !== 0) return;
  }
};
const set: Body = function* ({ x }) {
  yield* x.store(1);
};
const traces = (threads: Record<string, Body>) => explore(program(threads), { strategy: 'traces' });
const strategies = ['traces', 'source', 'preemptions', 'delays'] as const;

describe('a loop that only reads', () => {
  it.each(strategies)('waits, exactly where the thread declares what it knows: %s', (strategy) => {
    const verdict = explore(program({ declared, set }), { strategy });
    // The store comes before the loop or after one round of it.
    expect(verdict).toMatchObject({ outcome: 'holds', reason: null, counts: { executions: 2, blocked: 0 } });
  });

  it.each(strategies)('is cut after two rounds else, and the verdict says so: %s', (strategy) => {
    const verdict = explore(program({ spin, set }), { strategy });
    // After no round, one or two.
    expect(verdict).toMatchObject({
      outcome: 'holds within',
      reason:
        "spin's rounds of atomic_read(x) were cut after 2 equal ones; declareLocalState at its head makes that exact",
      counts: { executions: 3, blocked: 0 },
    });
  });

  it('may be a critical section that leaves the lock as it was', () => {
    const look: Body = function* ({ lock, field }) {
      for (;;) {
        declareLocalState('looking');
        yield* lock.lock();
        const found = field.get();
        yield* lock.unlock();
        if (found !== 0) return;
      }
    };
    const change: Body = function* ({ lock, field }) {
      yield* lock.lock();
      field.set(1);
      yield* lock.unlock();
    };
    expect(traces({ look, change })).toMatchObject({ outcome: 'holds', counts: { executions: 2, blocked: 0 } });
    expect(traces({ look }).broken).toEqual({ livelock: 1 });
  });

  it('is left in the midst of a round too', () => {
    const both: Body = function* ({ x, y }) {
      for (;;) {
        declareLocalState('looking');
        const first = yield* x.load();
        const second = yield* y.load();
        bugOn(first === 0 && second === 1, 'x was 0 and then y was 1');
        if (second === 1) return;
      }
    };
    const setBoth: Body = function* ({ x, y }) {
      yield* x.store(1);
      yield* y.store(1);
    };
    const { broken, counterexample } = traces({ both, setBoth });
    expect(broken).toEqual({ BUG_ON: 1 });
    expect(counterexample).toMatchObject({ preemptions: 1 });
  });

  it('that counts its tries is exact if it declares the count', () => {
    const giveUp: Body = function* ({ x }) {
      for (let tries = 0; tries < 40; tries++) {
        declareLocalState(tries);
        if ((yield* x.load()) !== 0) return;
      }
      bugOn(true, 'gave up');
    };
    const forever: Body = function* ({ y }) {
      for (;;) {
        declareLocalState('waiting');
        if ((yield* y.load()) !== 0) return;
      }
    };
    const setBoth: Body = function* ({ x, y }) {
      yield* x.store(1);
      yield* y.store(1);
    };
    // The store to x comes before any of the 40 reads or after all, and there is one round of the other loop or none.
    expect(traces({ giveUp, forever, setBoth })).toMatchObject({ broken: { BUG_ON: 2 }, counts: { executions: 82 } });
  });

  it('that counts its tries goes on if nobody else can', () => {
    let left = 0;
    const giveUp: Body = function* ({ x, y }) {
      for (let tries = 0; tries < 40; tries++) if ((yield* x.load()) !== 0) return;
      left++;
      yield* y.store(1);
    };
    const forever: Body = function* ({ y }) {
      while ((yield* y.load()) === 0);
    };
    const verdict = traces({ giveUp, forever });
    expect(verdict.broken).toEqual({});
    expect(verdict.outcome).toBe('holds within');
    expect(left).toBeGreaterThan(0);
    const withStore = traces({ giveUp, forever, set });
    expect(withStore.broken).toEqual({ livelock: 3 }); // giveUp finds x set, and nobody sets y
    expect(withStore.counterexample!.schedule).toMatch(/loop:1$/);
  });

  it('in which something gets done is none', () => {
    const poll: Body = function* ({ x }) {
      while ((yield* x.load()) === 0) progress();
    };
    expect(traces({ poll }).broken).toEqual({ 'step bound': 1 });
  });

  it('of a daemon need not end', () => {
    const found = explore(program({ set }, { declared, spin }), { strategy: 'traces' });
    expect(found.broken).toEqual({});
    const idle: Body = function* ({ y }) {
      for (;;) {
        declareLocalState('idle');
        if ((yield* y.load()) !== 0) return;
      }
    };
    expect(explore(program({ set }, { idle }), { strategy: 'traces' })).toMatchObject({
      outcome: 'holds',
      counts: { executions: 1 },
    });
  });

  it('is said to be cut by random executions too', () => {
    const { outcome, reason } = explore(program({ spin, set }), { strategy: 'random', maxExecutions: 200 });
    expect(outcome).toBe('holds within');
    expect(reason).toContain("spin's rounds of atomic_read(x) were cut after 2 equal ones");
    const exact = explore(program({ declared, set }), { strategy: 'random', maxExecutions: 200 });
    expect(exact.reason).not.toContain('were cut');
    expect(exact.counts).toMatchObject({ traces: 2 });
  });

  it('changes nothing where it ends by itself', () => {
    const thrice: Body = function* ({ x }) {
      for (let k = 0; k < 3; k++) yield* x.load();
    };
    // The store comes before, between or after the reads.
    expect(traces({ thrice, set })).toMatchObject({ outcome: 'holds', counts: { executions: 4 } });
  });

  it('goes on from a checkpoint as if nothing had happened', () => {
    const scenario = program({ spin, declared, set });
    const whole = explore(scenario, { strategy: 'traces' });
    let verdict: Verdict | null = null;
    for (let from: TraceCheckpoint | undefined; verdict === null; ) {
      let next: TraceCheckpoint | undefined;
      const found = explore(scenario, {
        strategy: 'traces',
        progressEvery: 1,
        ...(from === undefined ? {} : { from }),
        onProgress(progress) {
          next = JSON.parse(JSON.stringify((progress as TraceProgress).checkpoint()));
          return false;
        },
      });
      if (next === undefined || next.tally.executions === from?.tally.executions) verdict = found;
      from = next;
    }
    expect(verdict).toEqual(whole);
  });

  it('has no certificate', () => {
    expect(certify(program({ declared, set }), 'program').certificate).toBeNull();
    expect(certify(program({ set }), 'program').certificate).not.toBeNull();
  });
});

describe('threads that only spin or wait', () => {
  const stuck = (threads: Record<string, Body>) => {
    const scenario = program(threads);
    const verdict = explore(scenario, { strategy: 'traces' });
    const { claim, message, schedule, trace } = verdict.counterexample!;
    const again = replay(scenario, parseSchedule(schedule));
    expect(again.trace).toEqual(trace);
    expect(again.findings.map((finding) => finding.claim)).toEqual([claim]);
    return { broken: verdict.broken, message, schedule };
  };

  it('are a livelock, which says what repeats', () => {
    const { broken, message, schedule } = stuck({ declared });
    expect(broken).toEqual({ livelock: 1 });
    expect(message).toMatch(/^declared can repeat the last event \(atomic_read\(x\)\) for ever, and nobody gets/);
    expect(schedule).toBe('program declared:3:atomic_read(x) loop:1');
  });

  it('are one where the loops do not say what they know', () => {
    const other: Body = function* ({ y, lock }) {
      while ((yield* y.load()) === 0) if (yield* lock.isLocked()) return;
    };
    const { broken, message, schedule } = stuck({ spin, other });
    expect(broken).toEqual({ livelock: 1 });
    expect(message).toContain('other, spin can repeat the last 3 events');
    expect(schedule).toMatch(/loop:3$/);
    expect(schedule.length).toBeLessThan(200);
  });

  it('are one while others wait for a lock', () => {
    const hold: Body = function* (words) {
      yield* words.lock.lock();
      yield* declared(words);
      yield* words.lock.unlock();
    };
    const wait: Body = function* ({ lock, x }) {
      yield* lock.lock();
      yield* x.store(1);
      yield* lock.unlock();
    };
    expect(stuck({ hold, wait }).broken).toEqual({ livelock: 1 });
  });

  it('are a deadlock where that is a circle of locks', () => {
    const scenario: Scenario = {
      name: 'abba',
      stepBound: 100,
      boot() {
        const [a, b] = [new SpinLock('a'), new SpinLock('b')];
        const x = new AtomicWord('x');
        const both = (one: SpinLock, other: SpinLock) =>
          function* (): Steps {
            yield* one.lock();
            yield* other.lock();
            yield* other.unlock();
            yield* one.unlock();
          };
        const wait = function* (): Steps {
          for (;;) {
            declareLocalState('waiting');
            if ((yield* x.load()) !== 0) return;
          }
        };
        return { world: null, threads: { ab: both(a, b), ba: both(b, a), wait } };
      },
    };
    expect(Object.keys(explore(scenario, { strategy: 'traces' }).broken).sort()).toEqual([
      'deadlock',
      'livelock',
      'lock order',
    ]);
  });
});

const RUNS = 4;

describe('brute force finds the same traces, and the same final states, of random programs of', () => {
  it.each(Object.entries(SPIN_SETS))('%s', (_name, features) => {
    fc.assert(
      fc.property(programs(features), (program) => isExact(compare(program)) && isSameByOthers(program)),
      { numRuns: RUNS, seed: 2026 },
    );
  });

  // Rounds are left out, so final states are; but there are none that should not be.
  it.each(Object.entries(TRY_SETS))('%s, as far as they are looked at', (_name, features) => {
    fc.assert(
      fc.property(programs(features), (program) => {
        const comparison = compare(program);
        return isExact({ ...comparison, states: null }) && (comparison.states?.extra ?? 0) === 0;
      }),
      { numRuns: RUNS, seed: 2026 },
    );
  });

  function isSameByOthers(program: Program): boolean {
    return Object.values(compareOthers(program) ?? {}).every(
      ({ missed, duplicate, unreal }) => missed + duplicate + unreal === 0,
    );
  }
});
