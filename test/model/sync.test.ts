/** What the objects that threads wait at promise, and what they say of misuse. */
import { describe, expect, it } from 'vitest';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Channel } from '../../model/sync/channel.js';
import { Completion } from '../../model/sync/completion.js';
import { Condition } from '../../model/sync/condition.js';
import { Field } from '../../model/sync/field.js';
import { Rcu, RcuFreed } from '../../model/sync/rcu.js';
import { Refcount } from '../../model/sync/refcount.js';
import { RwLock } from '../../model/sync/rw-lock.js';
import { Semaphore } from '../../model/sync/semaphore.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { join, spawn } from '../../model/sync/thread.js';
import { WaitQueue } from '../../model/sync/wait-queue.js';
import { explore } from '../../scheduler/explore.js';
import type { Counterexample } from '../../scheduler/failures.js';
import { atEnd, type Property } from '../../scheduler/property.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { bugOn, type Steps, type ThreadBody } from '../../scheduler/step.js';
import type { Verdict } from '../../scheduler/verdict.js';

function scenario<W>(boot: () => W, threads: (world: W) => Record<string, ThreadBody>, ...properties: Property<W>[]) {
  const made = () => {
    const world = boot();
    return { world, threads: threads(world) };
  };
  return { name: 'sync', boot: made, properties } as Scenario<unknown>;
}

/** The verdict of both engines, which must agree on what breaks. */
function verdictOf(all: Scenario<unknown>): Verdict {
  const [traces, states] = (['traces', 'states'] as const).map((strategy) => explore(all, { strategy }));
  expect(Object.keys(states!.broken).sort()).toEqual(Object.keys(traces!.broken).sort());
  return traces!;
}

const broken = (all: Scenario<unknown>) => Object.keys(verdictOf(all).broken).sort();

describe('a read-write lock', () => {
  const guarded = (writes: boolean) =>
    scenario(
      () => ({ lock: new RwLock('lock'), field: new Field('field', 0) }),
      ({ lock, field }) => {
        function* reader(): Steps {
          yield* lock.readLock();
          if (writes) field.set(1);
          else field.get();
          yield* lock.readUnlock();
        }
        function* writer(): Steps {
          yield* lock.writeLock();
          field.set(2);
          yield* lock.writeUnlock();
        }
        return { r0: reader, r1: reader, writer };
      },
    );

  it('guards what is read under it against writers', () => {
    expect(broken(guarded(false))).toEqual([]);
  });

  it('does not guard what readers write against other readers', () => {
    expect(broken(guarded(true))).toEqual(['data race']);
    expect(verdictOf(guarded(true)).counterexample!.message).toContain('writes it under lock');
  });

  it('lets nobody between the two halves of an upgrade or a downgrade', () => {
    const both = (up: boolean) =>
      scenario(
        () => ({ lock: new RwLock('lock'), x: new AtomicWord('x') }),
        ({ lock, x }) => ({
          *changer(): Steps {
            yield* up ? lock.readLock() : lock.writeLock();
            const before = yield* x.load();
            yield* up ? lock.upgrade() : lock.downgradeWrite();
            bugOn((yield* x.load()) !== before, 'somebody wrote meanwhile');
            yield* up ? lock.writeUnlock() : lock.readUnlock();
          },
          *writer(): Steps {
            yield* lock.writeLock();
            yield* x.add(1);
            yield* lock.writeUnlock();
          },
        }),
      );
    expect(broken(both(true))).toEqual([]);
    expect(broken(both(false))).toEqual([]);
  });

  it('deadlocks where two readers upgrade', () => {
    const two = scenario(
      () => new RwLock('lock'),
      (lock) => {
        function* upgrader(): Steps {
          yield* lock.readLock();
          yield* lock.upgrade();
          yield* lock.writeUnlock();
        }
        return { a: upgrader, b: upgrader };
      },
    );
    expect(broken(two)).toEqual(['deadlock']);
  });

  it('refuses what its user does not hold, and a second read lock', () => {
    const alone = (body: (lock: RwLock) => Steps) =>
      broken(
        scenario(
          () => new RwLock('lock'),
          (lock) => ({ a: () => body(lock) }),
        ),
      );
    for (const mistake of ['readUnlock', 'writeUnlock', 'upgrade', 'downgradeWrite'] as const) {
      const made = alone(function* (lock) {
        yield* lock[mistake]();
      });
      expect(made).toEqual(['unlock by a non-owner']);
    }
    const twice = alone(function* (lock) {
      yield* lock.readLock();
      yield* lock.readLock();
    });
    expect(twice).toEqual(['recursive read lock']);
  });

  it('is no place to sleep', () => {
    const sleeper = scenario(
      () => ({ lock: new RwLock('lock'), semaphore: new Semaphore('semaphore', 1) }),
      ({ lock, semaphore }) => ({
        *a(): Steps {
          yield* lock.readLock();
          yield* semaphore.down();
          yield* lock.readUnlock();
        },
      }),
    );
    expect(broken(sleeper)).toEqual(['I-ATOMIC']);
  });
});

it('a reference count reports a reference that is taken or dropped after the last', () => {
  const drops = (times: number, takes: boolean) =>
    scenario(
      () => new Refcount('refcount', 2),
      (refcount) => {
        function* drop(): Steps {
          yield* refcount.decAndTest();
        }
        function* take(): Steps {
          if (takes) yield* refcount.inc();
          else yield* refcount.incNotZero();
        }
        return { ...Object.fromEntries(Array.from({ length: times }, (_, k) => [`t${k}`, drop])), take };
      },
    );
  expect(broken(drops(2, false))).toEqual([]);
  expect(broken(drops(2, true))).toEqual(['refcount_t']);
  expect(broken(drops(3, false))).toEqual(['refcount_t']);
});

it('a completion lets as many go on as it was completed times, or all', () => {
  const waiting = (all: boolean) =>
    scenario(
      () => new Completion('completion'),
      (completion) => {
        function* wait(): Steps {
          yield* completion.wait();
        }
        return {
          t0: wait,
          t1: wait,
          *completer(): Steps {
            if (all) yield* completion.completeAll();
            else yield* completion.complete();
          },
        };
      },
    );
  expect(broken(waiting(true))).toEqual([]);
  expect(broken(waiting(false))).toEqual(['deadlock']);
});

describe('a wait queue', () => {
  const sleeping = (sleep: (queue: WaitQueue, x: AtomicWord) => Steps, wakesAll: boolean) =>
    scenario(
      () => ({ queue: new WaitQueue('queue'), x: new AtomicWord('x') }),
      ({ queue, x }) => ({
        t0: () => sleep(queue, x),
        t1: () => sleep(queue, x),
        *waker(): Steps {
          yield* x.store(1);
          yield* wakesAll ? queue.wakeUpAll() : queue.wakeUp();
        },
      }),
    );
  const event = (exclusive: boolean) => (queue: WaitQueue, x: AtomicWord) =>
    queue.waitEvent(function* () {
      return (yield* x.load()) === 1;
    }, exclusive);

  it('loses no event that wait_event waits for', () => {
    expect(broken(sleeping(event(false), false))).toEqual([]);
    expect(broken(sleeping(event(true), true))).toEqual([]);
  });

  it('wakes one of those who wait exclusively', () => {
    expect(broken(sleeping(event(true), false))).toEqual(['deadlock']);
  });

  it('loses a wake-up between a look and the queue', () => {
    const late = function* (queue: WaitQueue, x: AtomicWord): Steps {
      if ((yield* x.load()) === 1) return;
      yield* queue.prepareToWait();
      yield* queue.schedule();
    };
    expect(broken(sleeping(late, true))).toEqual(['deadlock']);
  });
});

describe('a signal', () => {
  /** The parent creates two waiters and signals when both wait; what claim breaks says who was woken. */
  const woken = scenario(
    () => ({ lock: new SpinLock('lock'), condition: new Condition('condition'), x: new AtomicWord('x') }),
    ({ lock, condition, x }) => {
      const waiter = (mark: number) =>
        function* (): Steps {
          yield* lock.lock();
          yield* x.add(10);
          yield* condition.wait(lock);
          yield* x.store(mark);
          yield* lock.unlock();
          yield* condition.signal();
        };
      return {
        *parent(): Steps {
          const first = yield* spawn('first', waiter(1));
          const second = yield* spawn('second', waiter(2));
          yield* lock.lock();
          if ((yield* x.load()) === 20) {
            yield* condition.signal();
            yield* lock.unlock();
            yield* join(first);
            yield* join(second);
            bugOn((yield* x.load()) === 1, 'the second was woken first');
            return;
          }
          yield* lock.unlock();
        },
      };
    },
  );

  /** Not a deadlock, of which there are some too. */
  const secondFirst = (): Counterexample =>
    explore({ ...woken, expect: { verdict: 'violated', by: 'BUG_ON' } }, { strategy: 'traces' }).counterexample!;

  it('wakes any waiter, whom the schedule names, and runs again', () => {
    const { claim, schedule } = secondFirst();
    expect(claim).toBe('BUG_ON');
    expect(schedule).toContain('=parent.second:wake_up(condition)');
    expect(replay(woken, parseSchedule(schedule)).findings.map((each) => each.claim)).toEqual(['BUG_ON']);
  });

  it('refuses a schedule that wakes somebody who does not wait', () => {
    const bug = secondFirst();
    const other = bug.schedule.replace('=parent.second:wake_up', '=parent:wake_up');
    expect(() => replay(woken, parseSchedule(other))).toThrow(
      'expected alternative parent of wake_up(condition), which has',
    );
  });
});

describe('a channel', () => {
  const sent = (capacity: number, closes: boolean) =>
    scenario(
      () => new Channel<number>('channel', capacity),
      (channel) => ({
        *sender(): Steps {
          for (const message of [1, 2, 3]) yield* channel.send(message);
          yield* channel.close();
        },
        *receiver(): Steps {
          for (const expected of [1, 2, 3, null])
            bugOn((yield* channel.receive()) !== expected, `expected ${expected} to be next`);
        },
        *closer(): Steps {
          if (closes) yield* channel.close();
        },
      }),
    );

  it('keeps the order of messages, and ends', () => {
    expect(broken(sent(1, false))).toEqual([]);
    // Sender and receiver conflict only about the same message: there is one trace if all have room.
    expect(explore(sent(3, false), { strategy: 'traces' }).counts).toMatchObject({ executions: 1 });
  });

  it('takes no message once it is closed', () => {
    expect(broken(sent(1, true))).toContain('closed channel');
  });

  it('has room for at least one message', () => {
    const empty = scenario(
      () => new Channel<number>('channel', 0),
      () => ({}),
    );
    expect(() => explore(empty)).toThrow('channel channel: a capacity of 0; expected a whole number of at least 1');
  });
});

describe('synchronize_rcu', () => {
  class Freed extends RcuFreed {}
  const freed = (waits: boolean) =>
    scenario(
      () => ({ rcu: new Rcu(), node: new Freed('node'), pointer: new AtomicWord('pointer', 1) }),
      ({ rcu, node, pointer }) => ({
        *reader(): Steps {
          yield* rcu.readLock();
          if ((yield* pointer.load()) === 1) node.use();
          yield* rcu.readUnlock();
        },
        *slow(): Steps {
          yield* rcu.readLock();
          const found = yield* pointer.load();
          yield* pointer.load();
          if (found === 1) node.use();
          yield* rcu.readUnlock();
        },
        *writer(): Steps {
          yield* pointer.store(0);
          if (waits) yield* rcu.synchronize();
          yield* rcu.kfree(node);
        },
      }),
    );

  it('waits for the sections that are open, and no object is used after it', () => {
    expect(broken(freed(true))).toEqual([]);
    expect(broken(freed(false))).toEqual(['I-UAF']);
  });

  it('does not wait for sections that begin later', () => {
    const endless = scenario(
      () => ({ rcu: new Rcu(), x: new AtomicWord('x') }),
      ({ rcu, x }) => ({
        *reader(): Steps {
          for (let k = 0; k < 2; k++) {
            yield* rcu.readLock();
            yield* x.load();
            yield* rcu.readUnlock();
          }
          yield* rcu.readLock(); // and never leaves
        },
        *writer(): Steps {
          yield* rcu.synchronize();
          yield* x.store(1);
        },
      }),
      atEnd('written', ({ x }) => (x.current === 1 ? null : 'not written')),
    );
    // It does wait for ever if it begins last; if it begins before that, it ends.
    expect(broken(endless)).toEqual(['deadlock']);
    expect(explore(endless, { strategy: 'traces' }).broken.deadlock).toBe(1);
  });

  it('is a deadlock inside a section of its own', () => {
    const inside = scenario(
      () => new Rcu(),
      (rcu) => ({
        *a(): Steps {
          yield* rcu.readLock();
          yield* rcu.synchronize();
        },
      }),
    );
    expect(broken(inside)).toEqual(['deadlock']);
  });
});
