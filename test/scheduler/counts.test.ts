/**
 * Trace counts against published ones: GenMC's, Nidhugg's and Concuerror's test suites and the papers, as collected in
 * the design notes 1.18.1 and 1.18.2. Each program also gives that many distinct traces, and no blocked execution.
 */
import { describe, expect, it } from 'vitest';
import * as algorithms from '../../bench/programs/algorithms.js';
import * as classic from '../../bench/programs/classic.js';
import * as litmus from '../../bench/programs/litmus.js';
import * as published from '../../bench/programs/published.js';
import * as sync from '../../bench/programs/sync.js';
import { toyByLock, toyByRange, toyBySlot } from '../../bench/programs/toy.js';
import * as waiting from '../../bench/programs/waiting.js';
import { Condition } from '../../model/sync/condition.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session, type SessionOptions } from '../../scheduler/session.js';
import { UNCUT } from '../../scheduler/strategies/dpor.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { SourceDpor } from '../../scheduler/strategies/source-dpor.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';

/** Above this, traces are counted but not kept to be told apart. */
const KEEP = 20_000;

function count(scenario: Scenario, options: SessionOptions = {}) {
  const session = new Session(scenario, options);
  const dpor = new OptimalDpor(session, {}, UNCUT);
  const traces = new Set<string>();
  let executions = 0;
  let deadlocks = 0;
  let beginning = 0;
  dpor.explore(() => {
    if (session.beginnings !== beginning) {
      beginning = session.beginnings;
      traces.clear();
      executions = 0;
      deadlocks = 0;
    }
    executions++;
    if (executions <= KEEP) traces.add(session.path.canonical());
    if (session.findings.some(({ claim }) => claim === 'deadlock')) deadlocks++;
    return true;
  });
  expect(dpor.blocked).toBe(0);
  expect(traces.size).toBe(Math.min(executions, KEEP));
  return { executions, deadlocks };
}

/** A lock that counts a try-lock that fails as a write, as tools do that do not look at outcomes. */
class BlindLock extends SpinLock {
  override tryTake(): boolean {
    const took = super.tryTake();
    this.modifies();
    return took;
  }
}

/** A condition whose waiters wake up one after another. */
class OrderedCondition extends Condition {
  override goOn(): void {
    this.modifies();
    super.goOn();
  }
}

const counts = (programs: readonly Scenario[], options: SessionOptions = {}) =>
  programs.map((program) => count(program, options).executions);

describe('programs of atomic words have the published number of traces', () => {
  it('readers: 2^n', () => {
    expect(counts([2, 8, 13].map(classic.readers))).toEqual([4, 256, 8_192]);
  });

  it('lastzero: (n + 3) 2^(n - 2)', () => {
    expect(counts([2, 3, 4, 5, 10, 15].map(classic.lastzero))).toEqual([5, 12, 28, 64, 3_328, 147_456]);
  });

  it('indexer: 8^(n - 11) from 11 threads on', () => {
    expect(counts([11, 12, 13, 14, 15].map(classic.indexer))).toEqual([1, 8, 64, 512, 4_096]);
  });

  it('filesystem: 2^(n - 13) from 14 threads on', () => {
    expect(counts([14, 15, 16, 17, 18, 19].map(classic.filesystem))).toEqual([2, 4, 8, 16, 32, 64]);
  });

  it('ainc: n!', () => {
    expect(counts([2, 3, 4, 5, 6, 7].map((n) => classic.atomicIncrements(n, 1)))).toEqual([2, 6, 24, 120, 720, 5_040]);
  });

  it('binc: (n!)^2, cinc: (n!)^3', () => {
    expect(counts([2, 3, 4].map((n) => classic.atomicIncrements(n, 2)))).toEqual([4, 36, 576]);
    expect(counts([2, 3, 4].map((n) => classic.atomicIncrements(n, 3)))).toEqual([8, 216, 13_824]);
  });

  it('inc and rw', () => {
    expect(counts([2, 3, 4].map(classic.increments))).toEqual([4, 36, 576]);
  });

  it('casrot, with conflicts that depend on the outcome', () => {
    expect(counts([2, 3, 4, 5, 6, 7, 8, 9].map(classic.casrot))).toEqual([2, 5, 14, 43, 144, 523, 2_048, 8_597]);
  });

  it('cas, wcas and casw', () => {
    expect(counts([2, 3, 4, 5].map(classic.cas))).toEqual([2, 3, 4, 5]);
    expect(counts([2, 3, 4, 5, 6, 7, 8, 9].map(classic.wcas))).toEqual([5, 13, 33, 81, 193, 449, 1_025, 2_305]);
    expect(counts([2, 3, 4, 5].map(classic.casw))).toEqual([6, 66, 1_200, 32_880]);
  });

  it('six writers of one word, and two writers with a double reader', () => {
    expect(counts([classic.writers(6)])).toEqual([720]);
    expect(counts([1, 2, 3].map(classic.redundantCoherence))).toEqual([12, 90, 560]);
  });
});

describe('programs that wait have the published number of traces', () => {
  it('lock, increment, unlock: n!', () => {
    const programs = [2, 3, 4, 5, 6, 7].map((n) => waiting.lockedIncrements(n, 'always'));
    expect(counts(programs)).toEqual([2, 6, 24, 120, 720, 5_040]);
  });

  it('a lock that is never given back: one trace for each thread that may get it', () => {
    expect([2, 3].map((n) => count(waiting.lockedIncrements(n, 'never')))).toEqual([
      { executions: 2, deadlocks: 2 },
      { executions: 3, deadlocks: 3 },
    ]);
  });

  it('mutex_hard: a lock that is given back if the threads came in order', () => {
    expect(counts([waiting.lockedIncrements(3, 'first to do so only')])).toEqual([4]);
  });

  it('try-locks, with conflicts that depend on the outcome', () => {
    expect(counts([waiting.triedIncrements(3, false), waiting.triedIncrements(3, true)])).toEqual([3, 21]);
  });

  it('one locker against one and two try-lockers', () => {
    expect(counts([waiting.triedIncrements(1, true, 1), waiting.triedIncrements(2, true, 1)])).toEqual([3, 15]);
  });

  it('try-locks, blind to the outcome: every attempt is a write', () => {
    const blind = (name: string) => new BlindLock(name);
    const programs = [
      waiting.triedIncrements(3, false, 0, blind),
      waiting.triedIncrements(3, true, 0, blind),
      waiting.triedIncrements(1, true, 1, blind),
      waiting.triedIncrements(2, true, 1, blind),
    ];
    expect(counts(programs)).toEqual([6, 24, 3, 16]);
  });

  it('n readers and a writer: 2^n, for each reader before or after it', () => {
    expect(counts([2, 3, 4].map((n) => sync.readersAndWriters(n, 1, 'access')))).toEqual([4, 8, 16]);
  });

  it('n readers and two writers: 2 * 3^n', () => {
    expect(counts([2, 3].map((n) => sync.readersAndWriters(n, 2, 'access')))).toEqual([18, 54]);
  });

  it('sections with nothing inside are one event each, which commute: 1, and as above if each release is a step', () => {
    const programs = [2, 3, 4].map((n) => sync.readersAndWriters(n, 1, 'nothing'));
    expect(counts(programs)).toEqual([1, 1, 1]);
    expect(counts(programs, { fuse: false })).toEqual([4, 8, 16]);
    const twoWriters = [2, 3].map((n) => sync.readersAndWriters(n, 2, 'nothing'));
    expect(counts(twoWriters)).toEqual([1, 1]);
    expect(counts(twoWriters, { fuse: false })).toEqual([18, 54]);
  });

  it('n readers that keep the lock and a writer: 2, for all of them before it, which then waits for ever, or none', () => {
    for (const n of [1, 2, 3, 4])
      for (const inside of ['access', 'nothing'] as const)
        expect(count(sync.readersAndWriters(n, 1, inside, false))).toEqual({ executions: 2, deadlocks: 1 });
  });

  it('two that take from a semaphore and two that give: 8', () => {
    expect(count(sync.takersAndGivers(2))).toEqual({ executions: 8, deadlocks: 0 });
  });

  it('a waiter that checks under the lock: 2', () => {
    expect(count(sync.waiters(1, 'signal'))).toEqual({ executions: 2, deadlocks: 0 });
  });

  it('a waiter that checks without the lock: 3, one lost signal', () => {
    expect(count(sync.uncheckedWaiter())).toEqual({ executions: 3, deadlocks: 1 });
  });

  it('two waiters and a signal: 10, a stuck waiter in 4', () => {
    expect(count(sync.waiters(2, 'signal'))).toEqual({ executions: 10, deadlocks: 4 });
  });

  it('two waiters and a broadcast: 14 if they wake up one after the other, 10 where that order is nothing', () => {
    const ordered = sync.waiters(2, 'broadcast', (name) => new OrderedCondition(name));
    expect(count(ordered)).toEqual({ executions: 14, deadlocks: 0 });
    // Two of ten have both wait: these come in two orders of waking up, in each of two orders of taking the lock again.
    expect(count(sync.waiters(2, 'broadcast'))).toEqual({ executions: 10, deadlocks: 0 });
  });

  it('barriers: 1, twice in a row too; n! each time if they tell the last', () => {
    expect(counts([2, 3, 4].map((n) => sync.rendezvous(n, false)))).toEqual([1, 1, 1]);
    expect(counts([2, 3].map((n) => sync.rendezvous(n, true)))).toEqual([4, 36]);
  });

  it('waiting for the last of n writes: 1; for the first of 3, then reading: 6', () => {
    expect(counts([3, 5].map((n) => sync.awaitWrites(n, n)))).toEqual([1, 1]);
    expect(counts([sync.awaitWrites(3, 1)])).toEqual([6]);
  });

  it('a simplified Dekker: 3, in one of which both wait for ever', () => {
    expect(count(sync.simplifiedDekker())).toEqual({ executions: 3, deadlocks: 1 });
  });

  it('waiting for what n threads each make impossible: 2, before all of them or never', () => {
    for (const n of [1, 2, 3, 4]) expect(count(sync.awaitNothing(n))).toEqual({ executions: 2, deadlocks: 1 });
  });

  it('dining philosophers, ABBA first: 2^n - 1, one of them deadlocked', () => {
    expect([2, 3, 4].map((n) => count(waiting.philosophers(n)))).toEqual([
      { executions: 3, deadlocks: 1 },
      { executions: 7, deadlocks: 1 },
      { executions: 15, deadlocks: 1 },
    ]);
  });

  it('waiting for all of 3 increments: 1', () => {
    expect(counts([waiting.awaitIncrements(3, 3)])).toEqual([1]);
  });

  it('spawn three incrementers, join all, read: 6', () => {
    expect(counts([waiting.spawnedIncrements(3)])).toEqual([6]);
  });
});

describe("programs of other tools' test suites have their number of traces:", () => {
  it.each([
    [published.poplExample(), 5],
    [published.combinationLock(), 6],
    [published.sleepingRaces(), 10],
    [published.manyInitials(), 5],
    [published.fibonacci(1), 11],
    [published.dekkerLockTryLock(), 4],
    [published.revealedWrite(), 2],
    [published.awaitMud(false), 3],
    [published.awaitMud(true), 4],
    [published.publish(41), 42],
    [published.eratosthenes(5), 398],
    [published.coa(0), 4],
    [published.coa(1), 15],
    [published.coa(2), 130],
    [published.coa(3), 2_028],
    [published.coa(4), 49_776],
  ])('$name', (program, traces) => {
    expect(count(program).executions).toBe(traces);
  });
});

describe("litmus tests of GenMC's suite have their number of traces:", () => {
  it.each([
    [litmus.SB, 3],
    [litmus.LB, 3],
    [litmus.MP, 3],
    [litmus.TWO_PLUS_TWO_W, 3],
    [litmus.IRIW, 15],
    [litmus.CORR, 6],
    [litmus.CORR2, 72],
    [litmus.FR_W_W_W_READS, 210],
    [litmus.INC_INC_RR_W_RR, 600],
    [litmus.wrw(2), 22],
    [litmus.wrw(3), 300],
    [litmus.wrw(4), 6_576],
    [litmus.BIG0, 69_112],
  ])('$name', (program, traces) => {
    expect(count(program, { trackData: false }).executions).toBe(traces);
  });
});

describe("locks and lock-free structures of GenMC's suite have their number of traces in which nobody is stuck:", () => {
  it.each([
    [algorithms.lamport(2), 16],
    [algorithms.peterson(), 4],
    [algorithms.szymanski(), 6],
    [algorithms.ttasLock(2), 4],
    [algorithms.ticketLock(2), 2],
    [algorithms.chaseLev(), 59],
    [algorithms.treiberStack(2, 1), 18],
    [algorithms.linuxRwlocks(), 14],
    [algorithms.michaelScottQueue(2), 50],
  ])('$name', (program, traces) => {
    const { executions, deadlocks } = count(program);
    expect(executions - deadlocks).toBe(traces);
  });
});

it('stamps, in 6 rounds at most: 1 734, those included that are through with them', () => {
  expect(count(algorithms.commits(2, 6)).executions).toBe(1_734);
});

describe('source DPOR makes as many executions, and as many of them in vain, as published:', () => {
  it.each([
    // Concuerror's suite.
    [published.poplExample(), 10, 5],
    [classic.lastzero(5), 97, 33],
    [published.sleepingRaces(), 28, 18],
    [published.combinationLock(), 12, 6],
    // The paper's table.
    [classic.readers(8), 256, 0],
    [classic.indexer(14), 512, 0],
    [classic.indexer(15), 4_096, 0],
    [classic.filesystem(19), 64, 0],
  ])('$name', (program, all, blocked) => {
    const session = new Session(program);
    const dpor = new SourceDpor(session);
    let beginning = 0;
    let executions = 0;
    dpor.explore(() => {
      if (session.beginnings !== beginning) executions = 0;
      beginning = session.beginnings;
      return ++executions > 0;
    });
    expect({ all: executions + dpor.blocked, blocked: dpor.blocked }).toEqual({ all, blocked });
  });
});

describe('the toy allocator', () => {
  const sizes = [
    [2, 2],
    [3, 1],
    [4, 1],
    [3, 2],
  ] as const;

  it('with conflicts by lock has 26, 1 390 and 3 750 traces', () => {
    expect(counts([toyByLock(2, 1), toyByLock(2, 2), toyByLock(3, 1)], { trackData: false })).toEqual([
      26, 1_390, 3_750,
    ]);
  });

  it('with slots tracked one by one and the free set as a whole has 70, 90, 2 520 and 34 650', () => {
    expect(counts(sizes.map(([n, rounds]) => toyBySlot(n, rounds)))).toEqual([70, 90, 2_520, 34_650]);
  });

  it('with the free set tracked by range has 26, 30, 360 and 2 922', () => {
    expect(counts(sizes.map(([n, rounds]) => toyByRange(n, rounds)))).toEqual([26, 30, 360, 2_922]);
  });

  it.each([toyBySlot(2, 2), toyByRange(2, 2), toyByRange(3, 1)])(
    '$name has exactly the traces of brute force',
    (toy) => {
      const session = new Session(toy);
      const traces = new Set<string>();
      new TracePrefixes(session).explore(() => traces.add(session.path.canonical()) !== undefined);
      expect(count(toy).executions).toBe(traces.size);
    },
  );
});
