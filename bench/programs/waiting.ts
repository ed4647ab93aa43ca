/** Programs with locks, awaits and threads that spawn: the sources are named with their counts in the tests. */
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { join, spawn, type ThreadHandle } from '../../model/sync/thread.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Steps } from '../../scheduler/step.js';
import { program, range, threads } from './program.js';

/** When a thread gives the lock back that guards its increment. */
type Unlocks = 'always' | 'never' | 'first to do so only';

function* increaseUnder(lock: SpinLock, x: AtomicWord, id: number, unlocks: Unlocks): Steps {
  yield* lock.lock();
  const before = yield* x.fetchAdd(1);
  if (unlocks === 'always' || (unlocks !== 'never' && before === id)) yield* lock.unlock();
}

/** n threads lock and increment; unlock always (mutex_order, lockinc), never (mutex_deadlock), or if in order (mutex_hard). */
export function lockedIncrements(n: number, unlocks: Unlocks): Scenario {
  return program(`locked-increments-${n}`, () => {
    const [lock, x] = [new SpinLock('lock'), new AtomicWord('x')];
    return threads(n, (k) => () => increaseUnder(lock, x, k, unlocks));
  });
}

function* increaseIfFree(lock: SpinLock, x: AtomicWord, unlocks: boolean): Steps {
  if (!(yield* lock.tryLock())) return;
  yield* x.addReturn(1);
  if (unlocks) yield* lock.unlock();
}

/** n threads try-lock and increment; with `lockers` threads beside them that lock. */
export function triedIncrements(
  n: number,
  unlocks: boolean,
  lockers = 0,
  make = (name: string): SpinLock => new SpinLock(name),
): Scenario {
  return program(`tried-increments-${n}`, () => {
    const [lock, x] = [make('lock'), new AtomicWord('x')];
    const waiting = range(lockers).map((k) => [`locker${k}`, () => increaseUnder(lock, x, k, 'always')] as const);
    return { ...Object.fromEntries(waiting), ...threads(n, () => () => increaseIfFree(lock, x, unlocks)) };
  });
}

function* takeBoth(first: SpinLock, second: SpinLock): Steps {
  yield* first.lock();
  yield* second.lock();
  yield* second.unlock();
  yield* first.unlock();
}

/** n philosophers, each takes the left fork first; two of them are an ABBA deadlock. */
export function philosophers(n: number): Scenario {
  return program(`philosophers-${n}`, () => {
    const forks = range(n).map((k) => new SpinLock(`fork[${k}]`));
    return threads(n, (k) => () => takeBoth(forks[k]!, forks[(k + 1) % n]!));
  });
}

function* waitFor(x: AtomicWord, value: number): Steps {
  yield* awaitWords([x], (found) => found >= value);
  yield* x.load();
}

function* increase(x: AtomicWord): Steps {
  yield* x.add(1);
}

/** One thread waits until x has reached a value, then reads it; n threads increment it. */
export function awaitIncrements(n: number, value: number): Scenario {
  return program(`await-${value}-of-${n}`, () => {
    const x = new AtomicWord('x');
    return { waiter: () => waitFor(x, value), ...threads(n, () => () => increase(x)) };
  });
}

function* increaseAlone(x: AtomicWord): Steps {
  yield* x.addReturn(1);
}

function* spawnAndJoin(x: AtomicWord, n: number): Steps {
  const children: ThreadHandle[] = [];
  for (let k = 0; k < n; k++) children.push(yield* spawn(`child${k}`, () => increaseAlone(x)));
  for (const child of children) yield* join(child);
  yield* x.load();
}

/** A thread spawns n that increment, joins them all and reads. */
export function spawnedIncrements(n: number): Scenario {
  return program(`spawned-increments-${n}`, () => {
    const x = new AtomicWord('x');
    return { parent: () => spawnAndJoin(x, n) };
  });
}
