/** Programs with read-write locks, semaphores, conditions, barriers: the sources are named with their counts in the tests. */
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import { Barrier } from '../../model/sync/barrier.js';
import { Condition } from '../../model/sync/condition.js';
import { RwLock } from '../../model/sync/rw-lock.js';
import { Semaphore } from '../../model/sync/semaphore.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Steps } from '../../scheduler/step.js';
import { program, range, threads } from './program.js';

/** What is in a section: nothing, so that the section is one event, or an access to the word. */
type Inside = 'nothing' | 'access';

function* write(lock: RwLock, x: AtomicWord, inside: Inside): Steps {
  yield* lock.writeLock();
  if (inside === 'access') yield* x.store(1);
  yield* lock.writeUnlock();
}

function* read(lock: RwLock, x: AtomicWord, inside: Inside, unlocks: boolean): Steps {
  yield* lock.readLock();
  if (inside === 'access') yield* x.load();
  if (unlocks) yield* lock.readUnlock();
}

/** Readers and writers of one word; the readers may keep the lock. */
export function readersAndWriters(readers: number, writers: number, inside: Inside, unlocks = true): Scenario {
  return program(`readers-${readers}-writers-${writers}`, () => {
    const [lock, x] = [new RwLock('lock'), new AtomicWord('x')];
    const writing = range(writers).map((k) => [`writer${k}`, () => write(lock, x, inside)] as const);
    return { ...threads(readers, () => () => read(lock, x, inside, unlocks)), ...Object.fromEntries(writing) };
  });
}

/** n threads take from an empty semaphore, n give. */
export function takersAndGivers(n: number): Scenario {
  return program(`takers-and-givers-${n}`, () => {
    const semaphore = new Semaphore('semaphore', 0);
    function* take(): Steps {
      yield* semaphore.down();
    }
    function* give(): Steps {
      yield* semaphore.up();
    }
    return threads(2 * n, (k) => (k < n ? take : give));
  });
}

interface Shared {
  readonly lock: SpinLock;
  readonly condition: Condition;
  readonly x: AtomicWord;
}

function* waitWhileZero({ lock, condition, x }: Shared): Steps {
  yield* lock.lock();
  while ((yield* x.load()) === 0) yield* condition.wait(lock);
  yield* lock.unlock();
}

function* waitAfterCheck({ lock, condition, x }: Shared): Steps {
  if ((yield* x.load()) !== 0) return;
  yield* lock.lock();
  yield* condition.wait(lock);
  yield* lock.unlock();
}

function* setAndWake({ lock, condition, x }: Shared, wakes: 'signal' | 'broadcast'): Steps {
  yield* lock.lock();
  yield* x.store(1);
  yield* condition[wakes]();
  yield* lock.unlock();
}

/** So many wait, under the lock, until x is 1; another thread sets it under the lock and wakes one or all. */
export function waiters(
  n: number,
  wakes: 'signal' | 'broadcast',
  make = (name: string): Condition => new Condition(name),
): Scenario {
  return program(`waiters-${n}-${wakes}`, () => {
    const shared = { lock: new SpinLock('lock'), condition: make('condition'), x: new AtomicWord('x') };
    return { ...threads(n, () => () => waitWhileZero(shared)), waker: () => setAndWake(shared, wakes) };
  });
}

/** The waiter looks at x before it takes the lock: it may wait for a signal that has been. */
export function uncheckedWaiter(): Scenario {
  return program('unchecked-waiter', () => {
    const shared = { lock: new SpinLock('lock'), condition: new Condition('condition'), x: new AtomicWord('x') };
    return {
      waiter: () => waitAfterCheck(shared),
      *waker(): Steps {
        yield* shared.x.store(1);
        yield* shared.condition.signal();
      },
    };
  });
}

/** n threads meet at a barrier, and again. */
export function rendezvous(n: number, tellsLast: boolean): Scenario {
  return program(`rendezvous-${n}`, () => {
    const barrier = new Barrier('barrier', n);
    function* meet(): Steps {
      if (tellsLast) yield* barrier.arriveAndTellLast();
      else yield* barrier.arrive();
      yield* barrier.waitForOthers();
    }
    return threads(
      n,
      () =>
        function* () {
          yield* meet();
          yield* meet();
        },
    );
  });
}

/** One thread writes 1, 2, ..., n; another waits until the word has reached a value, then reads it. */
export function awaitWrites(n: number, value: number): Scenario {
  return program(`await-${value}-of-${n}-writes`, () => {
    const x = new AtomicWord('x');
    return {
      *waiter(): Steps {
        yield* awaitWords([x], (found) => found >= value);
        yield* x.load();
      },
      *writer(): Steps {
        for (const k of range(n, 1)) yield* x.store(k);
      },
    };
  });
}

/** n threads each store to a word of their own; one waits for all of these to be 0. */
export function awaitNothing(n: number): Scenario {
  return program(`await-nothing-of-${n}`, () => {
    const words = range(n).map((k) => new AtomicWord(`x[${k}]`));
    return {
      ...threads(
        n,
        (k) =>
          function* (): Steps {
            yield* words[k]!.store(1);
          },
      ),
      *waiter(): Steps {
        yield* awaitWords(words, (...found) => found.every((value) => value === 0));
      },
    };
  });
}

/** Dekker's lock with waits instead of loops and no turns: both may wait for ever. */
export function simplifiedDekker(): Scenario {
  return program('simplified-dekker', () => {
    const flags = [new AtomicWord('x'), new AtomicWord('y')] as const;
    return threads(
      2,
      (k) =>
        function* (): Steps {
          yield* flags[k]!.store(1);
          yield* awaitWords([flags[1 - k]!], (value) => value === 0);
          yield* flags[k]!.store(0);
        },
    );
  });
}
