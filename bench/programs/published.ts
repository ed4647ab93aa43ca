/** Small programs of other tools' test suites, in our terms. Each names its suite; the counts are in the tests. */
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import { join, spawn } from '../../model/sync/thread.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Steps } from '../../scheduler/step.js';
import { program, threads, words } from './program.js';

const word = (name: string, initial = 0) => new AtomicWord(name, initial);

function* store(to: AtomicWord, value = 1): Steps {
  yield* to.store(value);
}

/** The running example of the optimal DPOR paper, in Concuerror's dpor_tests. */
export function poplExample(): Scenario {
  return program('popl-example', () => {
    const [x, y, z] = [word('x'), word('y'), word('z')];
    return {
      p: () => store(x),
      q: () => store(y),
      *r(): Steps {
        if ((yield* y.load()) === 0) yield* z.store(1);
      },
      *s(): Steps {
        if ((yield* z.load()) === 1 && (yield* y.load()) === 0) yield* x.store(2);
      },
    };
  });
}

/** Concuerror, dpor_tests: each thread opens the next wheel of the lock. */
export function combinationLock(): Scenario {
  return program('combination-lock', () => {
    const [v, w, x, y, z] = [word('v'), word('w'), word('x'), word('y'), word('z')];
    return {
      p: () => store(z),
      *q(): Steps {
        yield* x.store(1);
        if ((yield* y.load()) === 1) yield* w.store(1);
      },
      *r(): Steps {
        if ((yield* x.load()) !== 1) return;
        yield* y.store(1);
        if ((yield* v.load()) === 1) yield* z.load();
      },
      *s(): Steps {
        if ((yield* w.load()) === 1) yield* v.store(1);
      },
    };
  });
}

/** Concuerror, dpor_tests: races that are found only behind others. */
export function sleepingRaces(): Scenario {
  return program('sleeping-races', () => {
    const [w, x, y, z] = [word('w'), word('x'), word('y'), word('z')];
    return {
      p: () => store(w),
      q: () => store(x),
      r: () => store(y),
      *s(): Steps {
        yield* y.load();
        yield* z.store(1);
      },
      *t(): Steps {
        if ((yield* y.load()) === 1 && (yield* z.load()) === 1 && (yield* x.load()) === 1) yield* w.load();
      },
    };
  });
}

/** Concuerror, dpor_tests: a wakeup sequence with many initials. */
export function manyInitials(): Scenario {
  return program('many-initials', () => {
    const [x, y, z] = [word('x'), word('y'), word('z')];
    return {
      p: () => store(x),
      q: () => store(y),
      r: () => store(z),
      *s(): Steps {
        const [seenY, seenZ] = [yield* y.load(), yield* z.load()];
        if (seenY === 1 && seenZ === 1) yield* x.load();
      },
    };
  });
}

/** Nidhugg, C-tests, and GenMC's fib_bench: i += j against j += i, each so many times, while a third reads both. */
export function fibonacci(times: number): Scenario {
  return program(times === 1 ? 'fib-bench' : `fib-bench-${times}`, () => {
    const [i, j] = [word('i', 1), word('j', 1)];
    const addTo = (to: AtomicWord) =>
      function* (): Steps {
        for (let k = 0; k < times; k++) {
          const [a, b] = [yield* i.load(), yield* j.load()];
          yield* to.store(a + b);
        }
      };
    return {
      main: function* (): Steps {
        yield* i.load();
        yield* j.load();
      },
      t1: addTo(i),
      t2: addTo(j),
    };
  });
}

/** Nidhugg, C-tests: Dekker's lock by waiting, against his try-lock. */
export function dekkerLockTryLock(): Scenario {
  return program('dekker-lock-trylock', () => {
    const [x, y] = [word('x'), word('y')];
    return {
      *locker(): Steps {
        yield* y.store(1);
        yield* awaitWords([x], (value) => value === 0);
        yield* y.store(0);
      },
      *trier(): Steps {
        yield* x.store(1);
        yield* y.load();
        yield* x.store(0);
      },
    };
  });
}

/** Nidhugg, C-tests: a write that only one order of a wait reveals. */
export function revealedWrite(): Scenario {
  return program('revealed-write', () => {
    const [x, y] = [word('x'), word('y')];
    return {
      *main(): Steps {
        yield* x.store(1);
        yield* awaitWords([y], (value) => value === 1);
      },
      *thread(): Steps {
        yield* awaitWords([x], (value) => value === 0);
        yield* y.store(1);
      },
    };
  });
}

/** Nidhugg, C-tests: a wait that a whole program of its own ends, if the wheel before it was in time. */
export function awaitMud(isMuddier: boolean): Scenario {
  return program(isMuddier ? 'await-muddier' : 'await-mud', () => {
    const [w, x, y, z, extra] = [word('w'), word('x'), word('y'), word('z'), word('extra')];
    const storeBoth = function* (): Steps {
      yield* x.store(1);
      yield* w.store(1);
    };
    const inner = function* (): Steps {
      const child = yield* spawn('v', storeBoth);
      yield* x.load();
      yield* join(child);
      yield* z.store(1);
      yield* w.load();
      yield* z.store(42);
    };
    const relay = function* (): Steps {
      if ((yield* y.load()) === 0) yield* extra.store(1);
    };
    return {
      *main(): Steps {
        yield* awaitWords([z], (value) => value === 42);
      },
      t: () => store(y),
      *u(): Steps {
        const goes = isMuddier ? (yield* extra.load()) === 1 : (yield* y.load()) === 0;
        if (goes) yield* inner();
      },
      ...(isMuddier ? { s: relay } : {}),
    };
  });
}

/** GenMC, synthetic: a reader that polls a flag at most `tries` times before it reads the data. */
export function publish(tries: number): Scenario {
  return program(`publish-${tries}`, () => {
    const [x, flag] = [word('x'), word('flag')];
    return {
      *writer(): Steps {
        yield* x.store(42);
        yield* flag.store(1);
      },
      *reader(): Steps {
        for (let count = 0; count < tries; count++) {
          if ((yield* flag.load()) !== 1) continue;
          yield* x.load();
          return;
        }
      },
    };
  });
}

/** GenMC, synthetic: two threads sieve the same naturals. */
export function eratosthenes(n: number): Scenario {
  return program(`eratosthenes-${n}`, () => {
    const naturals = words('naturals', n);
    return threads(
      2,
      () =>
        function* (): Steps {
          for (let i = 0; i < n; i++) {
            if ((yield* naturals[i]!.load()) !== 0) continue;
            yield* naturals[i]!.store(1);
            for (let j = 2 * i + 2; j < n; j += i + 2) yield* naturals[j]!.store(2);
          }
        },
    );
  });
}

/** GenMC, synthetic: two threads that store and read x across n writers of y and z. */
export function coa(n: number): Scenario {
  return program(`coa-${n}`, () => {
    const [x, y, z] = [word('x'), word('y'), word('z')];
    const around = (value: number, other: AtomicWord) =>
      function* (): Steps {
        yield* x.store(value);
        yield* other.load();
        yield* x.load();
      };
    return {
      one: around(1, y),
      two: around(2, z),
      ...threads(
        n,
        (k) =>
          function* (): Steps {
            yield* y.store(k);
            yield* z.store(k);
          },
      ),
    };
  });
}
