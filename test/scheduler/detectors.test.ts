/** What is always looked for: each detector reports its fault, and is silent about the mended twin. */
import { describe, expect, it } from 'vitest';
import { List, type ListNode } from '../../model/memory/list.js';
import { Slab } from '../../model/memory/slab.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import { Field } from '../../model/sync/field.js';
import { Mutex } from '../../model/sync/mutex.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { join, spawn } from '../../model/sync/thread.js';
import { WorkItem } from '../../model/sync/work-item.js';
import { explore } from '../../scheduler/explore.js';
import { NondeterminismError } from '../../scheduler/nondeterminism.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { Session } from '../../scheduler/session.js';
import { bugOn, type Steps, warnOn } from '../../scheduler/step.js';
import { DepthFirst } from '../../scheduler/strategies/depth-first.js';
import { type Body, broken, brokenClaims, message, type SmallWorld, scenarioOf } from '../support/small-world.js';

/** What is said where one thread's execution is as long as may be, with spin loops as they are. */
function boundMessage(body: Body): string {
  const session = new Session(scenarioOf(body), { spinsWait: false });
  do {
    session.restart();
    while (!session.restartNeeded && !session.isAtStepBound()) session.step(0, 0);
  } while (session.restartNeeded);
  return session.findings[0]!.message;
}

describe('data race', () => {
  const locked: Body = function* ({ a, data }) {
    yield* a.lock();
    data.set(data.get() + 1);
    yield* a.unlock();
  };
  const unlocked: Body = function* ({ x, data }) {
    yield* x.load();
    data.get();
  };

  it('names both sides and the lock that elsewhere guards the data', () => {
    expect(message(locked, unlocked)).toMatch(/^data: .*cpu0 .* under a.*elsewhere it is guarded by a$/);
    expect(message(locked, unlocked)).toContain('cpu1 reads it with no lock held');
    expect(broken(locked, locked)).toEqual({});
  });

  it('under two different locks is one', () => {
    const otherLock: Body = function* ({ b, data }) {
      yield* b.lock();
      data.set(7);
      yield* b.unlock();
    };
    expect(broken(locked, otherLock)).toHaveProperty('data race');
  });

  it('is none if something else orders the accesses', () => {
    const publish: Body = function* ({ x, data }) {
      data.set(1);
      yield* x.store(1);
    };
    const consume: Body = function* ({ x, data }) {
      yield* awaitWords([x], (value) => value === 1);
      bugOn(data.get() !== 1, 'not yet published');
    };
    expect(broken(publish, consume)).toEqual({});
  });

  it('is found for a plain read that follows a marked one in the same event', () => {
    const looks = (onlyMarked: boolean) =>
      explore({
        name: 'look-twice',
        boot() {
          const [list, lock] = [new List<ListNode>('list'), new SpinLock('lock')];
          const adder = function* (): Steps {
            yield* lock.lock();
            list.add({ name: 'node', list: null });
            yield* lock.unlock();
          };
          const looker = function* (): Steps<boolean> {
            return (yield* list.isEmptyOnce()) || onlyMarked || list.isEmpty;
          };
          return { world: null, threads: { adder, looker } };
        },
      }).broken;
    expect(looks(false)).toHaveProperty('data race');
    expect(looks(true)).toEqual({});
  });

  it.each([
    ['in two events', true],
    ['in one event', false],
  ])('on one object does not hide that on another, %s, and counts once for an execution', (_, apart) => {
    const both: Scenario = {
      name: 'both',
      boot() {
        const [first, second] = [new Field('first', 0), new Field('second', 0)];
        const x = new AtomicWord('x');
        const body = function* (): Steps {
          first.set(1);
          if (apart) yield* x.load();
          second.set(1);
        };
        return { world: null, threads: { a: body, b: body } };
      },
    };
    const objects: (string | undefined)[][] = [];
    const onTrace = ({ findings }: Session) => objects.push(findings.map(({ object }) => object).sort());
    const verdict = explore(both, { strategy: 'traces', onTrace });
    expect(objects.every((each) => each.join() === 'first,second')).toBe(true);
    expect(verdict.broken).toEqual({ 'data race': objects.length });
    expect(replay(both, parseSchedule(verdict.counterexample!.schedule)).findings).toHaveLength(apart ? 1 : 2);
  });

  it('is found between a parent, after it spawned, and its child', () => {
    const child = function* ({ data }: SmallWorld): Steps {
      data.get();
    };
    const racy: Body = function* (world) {
      yield* spawn('child', () => child(world));
      world.data.set(1);
    };
    const ordered: Body = function* (world) {
      yield* join(yield* spawn('child', () => child(world)));
      world.data.set(1);
    };
    expect(broken(racy)).toHaveProperty('data race');
    expect(broken(ordered)).toEqual({});
  });

  it('is found between a caller, after it scheduled work, and the worker', () => {
    const scenario = (waits: boolean) => ({
      name: 'work',
      boot() {
        const data = new Field('data', 0);
        const work = new WorkItem('work', function* () {
          data.get();
        });
        const caller = function* (): Steps {
          yield* work.schedule();
          if (waits) yield* work.flushWork();
          data.set(1);
        };
        return { world: null, threads: { caller }, daemons: { worker: () => work.worker() } };
      },
    });
    expect(explore(scenario(false)).broken).toHaveProperty('data race');
    expect(explore(scenario(true)).broken).toEqual({});
  });
});

describe('also reported', () => {
  it('is an unlock by a non-owner', () => {
    const unlock: Body = function* ({ a }) {
      yield* a.unlock();
    };
    expect(message(unlock)).toBe('cpu0: spin_unlock(a), but nobody holds it');
  });

  it('are BUG_ON, which ends the thread, and WARN_ON, which does not', () => {
    const after: string[] = [];
    const bug: Body = function* ({ x }) {
      bugOn((yield* x.load()) === 0, 'it is 0');
      after.push('bug');
    };
    const warn: Body = function* ({ x }) {
      warnOn((yield* x.load()) === 0, 'it is 0');
      after.push('warn');
    };
    expect(broken(bug)).toEqual({ BUG_ON: 1 });
    expect(broken(warn)).toEqual({ WARN_ON: 1 });
    expect(new Set(after)).toEqual(new Set(['warn']));
  });

  it('is an exception', () => {
    const crash: Body = function* ({ x }) {
      yield* x.load();
      throw new TypeError('oh');
    };
    expect(message(crash)).toBe('cpu0: TypeError: oh');
  });

  it('is a run that does not end', () => {
    const spin: Body = function* ({ x }) {
      while ((yield* x.load()) === 0);
    };
    expect(broken(spin)).toEqual({ livelock: 1 });
    expect(message(spin)).toContain('cpu0 can repeat the last event (atomic_read(x)) for ever');
    expect(boundMessage(spin)).toBe(
      'an execution did not end within 50 events; cpu0 would go on with atomic_read(x). ' +
        'cpu0 reads x again and again and finds it unchanged: write yield* awaitUntil([x], () => ...) instead',
    );
  });

  it('is a run that does not end, and says what each thread reads in vain', () => {
    const two: Body = function* ({ x, b }) {
      while ((yield* x.load()) === 0) if (yield* b.isLocked()) return;
    };
    expect(boundMessage(two)).toContain('cpu0 reads b, x again and again (a loop of 2 steps) and finds them unchanged');
  });

  it('is none of reading in vain if somebody writes meanwhile, or it is not only read', () => {
    const count: Body = function* ({ x }) {
      while ((yield* x.addReturn(1)) > 0);
    };
    const wait: Body = function* ({ x }) {
      while ((yield* x.load()) >= 0) yield* x.add(1);
    };
    for (const body of [count, wait]) expect(message(body)).toMatch(/atomic_\w+\(x[, 1]*\)\. A loop that waits/);
    const scenario = scenarioOf(
      function* ({ x }) {
        while ((yield* x.load()) >= 0);
      },
      function* ({ x }) {
        for (;;) yield* x.add(1);
      },
    );
    const session = new Session(scenario);
    session.restart();
    for (let k = 0; k < 50; k++) session.step(k % 2, 0);
    expect(session.isAtStepBound()).toBe(true);
    expect(session.findings[0]!.message).toContain('A loop that waits for another thread');
  });

  it('is a step that was made and not taken', () => {
    const dropped: Body = function* ({ a, x }) {
      void a.lock(); // on purpose: the floating-steps test lets "void" pass
      yield* x.load();
    };
    expect(message(dropped)).toContain('spin_lock(a) was created but never taken. Write "yield* ..."');
  });

  it('is hidden nondeterminism, as an error of the scenario', () => {
    let boots = 0;
    const scenario = {
      name: 'forgetful',
      boot() {
        const x = new AtomicWord('x');
        const odd = boots++ % 2 === 1;
        const body = function* (): Steps {
          yield* odd ? x.load() : x.store(1);
          yield* x.store(2);
        };
        return { world: null, threads: { cpu0: body, cpu1: body } };
      },
    };
    expect(() => explore(scenario)).toThrow(NondeterminismError);
  });
});

describe('names are stable', () => {
  it('whichever thread creates its objects first', () => {
    const ids = new Map<string, Set<number>>();
    const session = new Session({
      name: 'creators',
      boot() {
        const x = new AtomicWord('x');
        const create = (name: string) =>
          function* (): Steps {
            yield* x.addReturn(1);
            const own = new AtomicWord(`${name}'s own`);
            yield* own.load();
            ids.set(name, (ids.get(name) ?? new Set()).add(own.id));
          };
        return { world: null, threads: { cpu0: create('cpu0'), cpu1: create('cpu1') } };
      },
    });
    new DepthFirst(session).explore(() => true);
    expect([...ids.values()].map((found) => found.size)).toEqual([1, 1]);
  });
});

describe('a sleeping call in atomic context', () => {
  const inside = (call: (mutex: Mutex, slab: Slab, work: WorkItem) => Steps<unknown>) =>
    brokenClaims({
      name: 'atomic',
      boot() {
        const [lock, mutex, slab] = [new SpinLock('lock'), new Mutex('mutex'), new Slab('cache')];
        const work = new WorkItem('work', function* () {});
        const body = function* (): Steps {
          yield* lock.lock();
          yield* call(mutex, slab, work);
          yield* lock.unlock();
        };
        return { world: null, threads: { cpu0: body } };
      },
    });

  it('is reported, whether it would have to wait or not', () => {
    const lockMutex = inside(function* (mutex) {
      yield* mutex.lock();
      yield* mutex.unlock();
    });
    expect(lockMutex).toEqual(['I-ATOMIC']);
    expect(
      message(function* ({ a }) {
        yield* a.lock();
        yield* new Slab('cache').alloc();
      }),
    ).toBe('cpu0: kmem_cache_alloc(cache, GFP_KERNEL) may sleep, but a is held');
    expect(inside((_, slab) => slab.alloc())).toEqual(['I-ATOMIC']);
    expect(inside((_, __, work) => work.flushWork())).toEqual(['I-ATOMIC']);
  });

  it('is none if it does not wait', () => {
    expect(inside((_, slab) => slab.alloc('GFP_NOWAIT'))).toEqual([]);
    const tryMutex = inside(function* (mutex) {
      if (yield* mutex.tryLock()) yield* mutex.unlock();
    });
    expect(tryMutex).toEqual([]);
  });
});
