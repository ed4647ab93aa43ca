/** Which kind of deadlock it is. */
import { describe, expect, it } from 'vitest';
import { Interrupts } from '../../../model/cpu/interrupts.js';
import { AtomicWord } from '../../../model/sync/atomic-word.js';
import { awaitWords } from '../../../model/sync/await.js';
import { SpinLock } from '../../../model/sync/spin-lock.js';
import { join, spawn } from '../../../model/sync/thread.js';
import { WorkItem } from '../../../model/sync/work-item.js';
import { explore } from '../../../scheduler/explore.js';
import type { Scenario } from '../../../scheduler/scenario.js';
import type { Steps } from '../../../scheduler/step.js';
import { type Body, broken, brokenClaims, message, scenarioOf } from '../../support/small-world.js';

const nested = (first: 'a' | 'b', second: 'a' | 'b'): Body =>
  function* (world) {
    yield* world[first].lock();
    yield* world[second].lock();
    yield* world[second].unlock();
    yield* world[first].unlock();
  };
const forget: Body = function* ({ a }) {
  yield* a.lock();
};
const wait: Body = function* ({ x }) {
  yield* awaitWords([x], (value) => value === 1);
};

describe('a deadlock', () => {
  it('in a cycle names who waits for whom', () => {
    expect(message(nested('a', 'b'), nested('b', 'a'))).toBe(
      'cycle: cpu0 waits in spin_lock(b) for cpu1; cpu1 waits in spin_lock(a) for cpu0',
    );
    expect(broken(nested('a', 'b'), nested('a', 'b'))).toEqual({});
  });

  it('in a cycle may go through a join', () => {
    const parent: Body = function* (world) {
      yield* world.a.lock();
      yield* join(yield* spawn('child', () => nested('a', 'b')(world)));
      yield* world.a.unlock();
    };
    expect(message(parent)).toBe(
      'cycle: cpu0 waits in join(child) for cpu0.child; cpu0.child waits in spin_lock(a) for cpu0',
    );
  });

  it('of a thread with itself is told apart, and from those who wait for it', () => {
    expect(message(nested('a', 'a'))).toBe('self-deadlock: cpu0 waits in spin_lock(a) for itself');
    expect(message(nested('a', 'a'), nested('a', 'b'))).toBe(
      'self-deadlock: cpu0 waits in spin_lock(a) for itself; cpu1 waits in spin_lock(a) for cpu0, which waits too',
    );
  });

  it('on a lock that was never given back names who has it', () => {
    expect(message(forget, forget)).toBe('forgotten unlock: cpu1 waits in spin_lock(a) for cpu0, which has ended');
  });

  it('on a lock that a worker keeps while it waits for work is a forgotten unlock too', () => {
    const scenario = (keeps: boolean): Scenario => ({
      name: 'keeper',
      boot() {
        const lock = new SpinLock('lock');
        const work = new WorkItem('work', function* () {
          yield* lock.lock();
          if (!keeps) yield* lock.unlock();
        });
        const caller = function* (): Steps {
          yield* work.schedule();
          yield* work.flushWork();
          yield* lock.lock();
          yield* lock.unlock();
        };
        return { world: null, threads: { caller }, daemons: { worker: () => work.worker() } };
      },
    });
    expect(explore(scenario(true)).counterexample?.message).toBe(
      'forgotten unlock: caller waits in spin_lock(lock) for worker, which is at rest',
    );
    expect(explore(scenario(false)).broken).toEqual({});
  });

  it('of a call to all CPUs is a circle with who keeps its interrupts off', () => {
    const scenario: Scenario = {
      name: 'interrupts',
      boot() {
        const lock = new SpinLock('lock');
        const interrupts = new Interrupts(2);
        const flush = function* (): Steps {
          yield* lock.lock();
          yield* interrupts.onEachCpu(0);
          yield* lock.unlock();
        };
        const use = function* (): Steps {
          yield* interrupts.save(1);
          yield* lock.lock();
          yield* lock.unlock();
          yield* interrupts.restore(1);
        };
        return { world: null, threads: { flush, use } };
      },
    };
    expect(explore(scenario).counterexample?.message).toBe(
      'cycle: flush waits in on_each_cpu(from cpu 0) for use; use waits in spin_lock(lock) for flush',
    );
  });

  it('of a wait that nobody ends says so', () => {
    const wake: Body = function* ({ x }) {
      yield* x.store(1);
    };
    expect(message(wait)).toBe('no wakeup: cpu0 waits in await(x), which nobody else has written');
    expect(broken(wait, wake)).toEqual({});
  });

  it('is a lost wakeup if what would have ended the wait is over', () => {
    const pulse: Body = function* ({ x }) {
      yield* x.store(1);
      yield* x.store(0);
    };
    expect(message(wait, pulse)).toBe('lost wakeup: cpu0 waits in await(x) after cpu1 wrote to it for the last time');
  });

  it('is no lost wakeup if somebody who might wake waits too', () => {
    const stuck: Body = function* ({ a, x }) {
      yield* x.store(2);
      yield* a.lock();
      yield* a.lock();
    };
    expect(message(wait, stuck)).toBe(
      'self-deadlock: cpu0 waits in await(x) and cpu1, which might end that, too; cpu1 waits in spin_lock(a) for itself',
    );
  });

  it('is a wait for work that was never queued', () => {
    const scenario = (queues: boolean): Scenario => ({
      name: 'completion',
      boot() {
        const done = new AtomicWord('done');
        const work = new WorkItem('work', function* () {
          yield* done.store(1);
        });
        const caller = function* (): Steps {
          if (queues) yield* work.schedule();
          yield* awaitWords([done], (value) => value === 1);
        };
        return { world: null, threads: { caller }, daemons: { worker: () => work.worker() } };
      },
    });
    expect(explore(scenario(false)).counterexample?.message).toBe(
      'never queued: caller waits in await(done), which nobody else has written; ' +
        'worker waits in worker takes(work) and was never given anything to do',
    );
    expect(explore(scenario(true)).broken).toEqual({});
  });

  it('is found by both engines', () => {
    expect(brokenClaims(scenarioOf(forget, forget))).toEqual(['deadlock']);
  });
});
