/**
 * The programs that partial-order reductions are compared on, in our terms, with their published trace counts in
 * test/scheduler/counts.test.ts. Each names where it comes from.
 */

import { AtomicWord, awaitWords } from '../../model/sync/atomic-word.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Steps, ThreadBody } from '../../scheduler/step.js';

type Threads = Record<string, ThreadBody>;

/** A program as a scenario with no claims: only its traces count. */
export function program(name: string, build: () => Threads): Scenario {
  return {
    name,
    question: 'How many traces?',
    source: 'reference program',
    boot: () => ({ world: null, threads: build() }),
  };
}

export const range = (count: number, from = 0) => Array.from({ length: count }, (_, k) => k + from);
export const words = (name: string, count: number) => range(count).map((k) => new AtomicWord(`${name}[${k}]`));
const threads = (count: number, body: (k: number) => ThreadBody): Threads =>
  Object.fromEntries(range(count).map((k) => [`t${k}`, body(k)]));

/** One writer of x, n readers that each read a cell of their own, then x. */
export function readers(n: number): Scenario {
  return program(`readers-${n}`, () => {
    const x = new AtomicWord('x');
    const own = words('own', n);
    return {
      *writer(): Steps {
        yield* x.store(1);
      },
      ...threads(
        n,
        (k) =>
          function* (): Steps {
            yield* own[k]!.load();
            yield* x.load();
          },
      ),
    };
  });
}

/** One thread looks for the last zero from above; thread j sets a[j] = a[j-1] + 1. */
export function lastzero(n: number): Scenario {
  return program(`lastzero-${n}`, () => {
    const a = words('a', n + 1);
    return {
      *seeker(): Steps {
        for (let i = n; (yield* a[i]!.load()) !== 0; i--);
      },
      ...threads(
        n,
        (k) =>
          function* (): Steps {
            yield* a[k + 1]!.store((yield* a[k]!.load()) + 1);
          },
      ),
    };
  });
}

/** n threads insert 4 values each into a hash table of 128 slots by compare-and-swap (Flanagan and Godefroid). */
export function indexer(n: number): Scenario {
  return program(`indexer-${n}`, () => {
    const table = words('table', 128);
    return threads(
      n,
      (tid) =>
        function* (): Steps {
          for (let m = 1; m <= 4; m++) {
            const w = m * 11 + tid;
            let h = (w * 7) % 128;
            while ((yield* table[h]!.cmpxchg(0, w)) !== 0) h = (h + 1) % 128;
          }
        },
    );
  });
}

/** n threads that take an inode's lock and, if it has no block, look for a free one (Flanagan and Godefroid). */
export function filesystem(n: number): Scenario {
  return program(`filesystem-${n}`, () => {
    const inodeLocks = range(32).map((k) => new SpinLock(`locki[${k}]`));
    const blockLocks = range(26).map((k) => new SpinLock(`lockb[${k}]`));
    const inode = words('inode', 32);
    const busy = words('busy', 26);
    return threads(
      n,
      (tid) =>
        function* (): Steps {
          const i = tid % 32;
          yield* inodeLocks[i]!.lock();
          if ((yield* inode[i]!.load()) === 0) {
            for (let b = (i * 2) % 26; ; b = (b + 1) % 26) {
              yield* blockLocks[b]!.lock();
              if ((yield* busy[b]!.load()) === 0) {
                yield* busy[b]!.store(1);
                yield* inode[i]!.store(b + 1);
                yield* blockLocks[b]!.unlock();
                break;
              }
              yield* blockLocks[b]!.unlock();
            }
          }
          yield* inodeLocks[i]!.unlock();
        },
    );
  });
}

/** n atomic increments whose results are used. */
export function ainc(n: number): Scenario {
  return program(`ainc-${n}`, () => {
    const x = new AtomicWord('x');
    return threads(
      n,
      () =>
        function* (): Steps {
          yield* x.addReturn(1);
        },
    );
  });
}

/** n threads, each increments `cells` counters atomically, in order (binc: 2, cinc: 3). */
export function multiInc(n: number, cells: number): Scenario {
  return program(`inc-${cells}-cells-${n}`, () => {
    const x = words('x', cells);
    return threads(
      n,
      () =>
        function* (): Steps {
          for (const cell of x) yield* cell.addReturn(1);
        },
    );
  });
}

/** n threads that load and then store. */
export function inc(n: number): Scenario {
  return program(`inc-${n}`, () => {
    const x = new AtomicWord('x');
    return threads(
      n,
      () =>
        function* (): Steps {
          yield* x.store((yield* x.load()) + 1);
        },
    );
  });
}

/** Thread i swaps i for i + 1. */
export function casrot(n: number): Scenario {
  return program(`casrot-${n}`, () => {
    const x = new AtomicWord('x');
    return threads(
      n,
      (k) =>
        function* (): Steps {
          yield* x.cmpxchg(k, k + 1);
        },
    );
  });
}

/** n threads lock, increment, unlock. */
export function lockinc(n: number): Scenario {
  return program(`lockinc-${n}`, () => {
    const lock = new SpinLock('lock');
    const x = new AtomicWord('x');
    return threads(
      n,
      () =>
        function* (): Steps {
          yield* lock.lock();
          yield* x.store((yield* x.load()) + 1);
          yield* lock.unlock();
        },
    );
  });
}

/** Sixteen readers-like: three threads x, y, z of the POPL 2014 paper's running example. */
export function poplExample(): Scenario {
  return program('popl-example', () => {
    const [x, y, z] = [new AtomicWord('x'), new AtomicWord('y'), new AtomicWord('z')];
    return {
      *p(): Steps {
        yield* x.store(1);
      },
      *q(): Steps {
        yield* y.load();
        yield* x.load();
      },
      *r(): Steps {
        yield* z.load();
        yield* x.load();
      },
      *s(): Steps {
        yield* x.store(2);
      },
    };
  });
}

/** n threads wait for x >= n against n increments. */
export function awaitAll(n: number): Scenario {
  return program(`await-all-${n}`, () => {
    const x = new AtomicWord('x');
    return {
      *waiter(): Steps {
        yield* awaitWords([x], (value) => value >= n);
      },
      ...threads(
        n,
        () =>
          function* (): Steps {
            yield* x.add(1);
          },
      ),
    };
  });
}
