/** Locks that are never given back, and objects that are used, freed or forgotten at the wrong time. */
import { describe, expect, it } from 'vitest';
import { Slab } from '../../../model/memory/slab.js';
import { type SlabObject, SlabObjects } from '../../../model/memory/slab-objects.js';
import { AtomicWord } from '../../../model/sync/atomic-word.js';
import { Field } from '../../../model/sync/field.js';
import { Rcu } from '../../../model/sync/rcu.js';
import { SpinLock } from '../../../model/sync/spin-lock.js';
import { WorkItem } from '../../../model/sync/work-item.js';
import { noLeaks } from '../../../properties/no-leaks.js';
import { explore } from '../../../scheduler/explore.js';
import type { Scenario } from '../../../scheduler/scenario.js';
import { declareLocalState, type Steps } from '../../../scheduler/step.js';
import { brokenClaims, scenarioOf } from '../../support/small-world.js';

describe('a forgotten unlock', () => {
  it('is reported though nobody waits for the lock', () => {
    const scenario = scenarioOf(function* ({ a, b }) {
      yield* a.lock();
      yield* b.lock();
      yield* a.unlock();
    });
    expect(brokenClaims(scenario)).toEqual(['forgotten unlock']);
    expect(explore(scenario).counterexample?.message).toBe('cpu0 has ended and still holds b');
  });

  it('depends on the way on which the thread ended', () => {
    const sometimes = (releases: boolean) =>
      scenarioOf(
        function* ({ a, x }) {
          yield* a.lock();
          if ((yield* x.load()) === 0 || releases) yield* a.unlock();
        },
        function* ({ x }) {
          yield* x.store(1);
        },
      );
    expect(brokenClaims(sometimes(false))).toEqual(['forgotten unlock']);
    expect(brokenClaims(sometimes(true))).toEqual([]);
  });

  it('may be that of a worker, even if it says that it is idle', () => {
    const scenario = (keeps: boolean): Scenario => ({
      name: 'worker',
      boot() {
        const lock = new SpinLock('lock');
        const work = new WorkItem('work', function* () {
          yield* lock.lock();
          if (!keeps) yield* lock.unlock();
          declareLocalState('done');
        });
        const caller = function* (): Steps {
          yield* work.schedule();
        };
        return { world: null, threads: { caller }, daemons: { worker: () => work.worker() } };
      },
    });
    expect(brokenClaims(scenario(true))).toEqual(['forgotten unlock']);
    expect(explore(scenario(true)).counterexample?.message).toBe('worker is at rest and still holds lock');
    expect(brokenClaims(scenario(false))).toEqual([]);
  });

  it('hides behind what broke before', () => {
    const scenario = scenarioOf(function* ({ a }) {
      yield* a.lock();
      throw new Error('oh');
    });
    expect(brokenClaims(scenario)).toEqual(['exception']);
  });
});

interface World {
  readonly slab: SlabObjects;
  readonly shared: Field<SlabObject | null>;
  readonly lock: SpinLock;
  readonly rcu: Rcu;
  readonly x: AtomicWord;
}

type Code = (world: World) => Steps<unknown>;

function lifetimes(...threads: Code[]): Scenario<World> {
  return {
    name: 'lifetimes',
    boot() {
      const world: World = {
        slab: new SlabObjects(new Slab('cache')),
        shared: new Field<SlabObject | null>('shared', null),
        lock: new SpinLock('lock'),
        rcu: new Rcu(),
        x: new AtomicWord('x'),
      };
      return { world, threads: Object.fromEntries(threads.map((code, k) => [`cpu${k}`, () => code(world)])) };
    },
    properties: [
      noLeaks<World>(
        ({ slab }) => slab,
        ({ shared }) => [shared.get()],
      ),
    ],
  };
}

const publish: Code = function* ({ slab, shared, lock }) {
  const object = yield* slab.alloc('object');
  yield* lock.lock();
  shared.set(object);
  yield* lock.unlock();
};
/** Takes it off, and frees it inside or outside the lock. */
const remove = (inside: boolean): Code =>
  function* ({ slab, shared, lock, x }) {
    yield* lock.lock();
    const object = shared.get();
    if (inside) shared.set(null);
    yield* lock.unlock();
    yield* x.load();
    if (object === null) return;
    yield* slab.free(object);
    if (inside) return;
    yield* lock.lock();
    shared.set(null);
    yield* lock.unlock();
  };
const user: Code = function* ({ shared, lock }) {
  yield* lock.lock();
  shared.get()?.use();
  yield* lock.unlock();
};

describe('an object of a slab cache', () => {
  it('must not be used after it was freed', () => {
    expect(brokenClaims(lifetimes(publish, remove(false), user))).toEqual(['I-UAF']);
    expect(brokenClaims(lifetimes(publish, remove(true), user))).toEqual([]);
  });

  it('must not be freed twice', () => {
    expect(brokenClaims(lifetimes(publish, remove(false), remove(false)))).toEqual(['I-DBL']);
    expect(brokenClaims(lifetimes(publish, remove(true), remove(true)))).toEqual([]);
  });

  it('must be freed in the end, unless it is still in use', () => {
    const loses: Code = function* ({ slab, x }) {
      const object = yield* slab.alloc('lost');
      if ((yield* x.addReturn(1)) === 1) yield* slab.free(object!);
    };
    expect(brokenClaims(lifetimes(loses, loses))).toEqual(['I-LEAK']);
    expect(explore(lifetimes(loses, loses)).counterexample?.message).toBe('lost of cache never freed');
    expect(brokenClaims(lifetimes(loses))).toEqual([]);
    expect(brokenClaims(lifetimes(publish))).toEqual([]);
  });

  it('may be freed after a grace period', () => {
    const rcuFree: Code = function* ({ slab, rcu }) {
      const object = yield* slab.alloc('deferred');
      yield* rcu.kfreeRcu(object!);
    };
    expect(brokenClaims(lifetimes(rcuFree))).toEqual([]);
  });
});
