/** Small programs whose traces are kept in test/golden. */
import { List, type ListNode } from '../../model/memory/list.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Field } from '../../model/sync/field.js';
import { Mutex } from '../../model/sync/mutex.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { atEnd } from '../../scheduler/property.js';
import { defineScenario, type Scenario } from '../../scheduler/scenario.js';
import { bugOn, choose, type Steps } from '../../scheduler/step.js';

function* nest(outer: SpinLock, inner: SpinLock): Steps {
  yield* outer.lock();
  yield* inner.lock();
  yield* inner.unlock();
  yield* outer.unlock();
}

const abbaDeadlock = defineScenario({
  name: 'abba-deadlock',
  boot() {
    const [a, b] = [new SpinLock('A'), new SpinLock('B')];
    return { world: null, threads: { cpu0: () => nest(a, b), cpu1: () => nest(b, a) } };
  },
});

function* increment(counter: AtomicWord): Steps {
  yield* counter.store((yield* counter.load()) + 1);
}

export const lostUpdate = defineScenario({
  name: 'lost-update',
  boot() {
    const counter = new AtomicWord('counter');
    return { world: { counter }, threads: { cpu0: () => increment(counter), cpu1: () => increment(counter) } };
  },
  properties: [
    atEnd('both count', ({ counter }) => (counter.current === 2 ? null : `the counter is ${counter.current}`)),
  ],
});

const dataRace = defineScenario({
  name: 'data-race',
  boot() {
    const lock = new SpinLock('lock');
    const length = new Field('length', 0);
    return {
      world: null,
      threads: {
        *writer(): Steps {
          yield* lock.lock();
          length.set(1);
          yield* lock.unlock();
        },
        *reader(): Steps {
          yield* lock.isLocked();
          length.get();
        },
      },
    };
  },
});

const rareChoice = defineScenario({
  name: 'rare-choice',
  boot() {
    const nodes = new List<ListNode>('nodes');
    const mutex = new Mutex('mutex');
    return {
      world: null,
      threads: {
        *task(): Steps {
          const fails = (yield* choose(2, 'kmalloc fails')) === 1;
          yield* mutex.lock();
          if (!fails) nodes.add({ name: 'node', list: null });
          bugOn(nodes.isEmpty, 'the list is empty');
          yield* mutex.unlock();
        },
      },
    };
  },
});

export const golden: readonly Scenario[] = [abbaDeadlock, dataRace, lostUpdate, rareChoice];
