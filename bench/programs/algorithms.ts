/**
 * Locks and lock-free structures of GenMC's suite, in our terms: each with the client that its count belongs to. The
 * counts are in the tests, of executions in which no thread is stuck in `assume`.
 */
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Steps } from '../../scheduler/step.js';
import { program, range, threads, words } from './program.js';

const word = (name: string, initial = 0) => new AtomicWord(name, initial);

/** Stops the thread for good unless the condition holds: only executions in which it does are counted. */
function* assume(condition: boolean): Steps {
  if (!condition) yield* awaitWords([], () => false);
}

/** Lamport's fast lock (1987), taken and given back by n threads. */
export function lamport(n: number): Scenario {
  return program(`lamport-${n}`, () => {
    const [x, y, b] = [word('x'), word('y'), words('b', n + 1)];
    const isFree = function* (): Steps {
      yield* assume((yield* y.load()) === 0);
    };
    const lock = function* (me: number): Steps {
      for (;;) {
        yield* b[me]!.store(1);
        yield* x.store(me);
        if ((yield* y.load()) !== 0) {
          yield* b[me]!.store(0);
          yield* isFree();
          continue;
        }
        yield* y.store(me);
        if ((yield* x.load()) === me) return;
        yield* b[me]!.store(0);
        for (const other of b.slice(1)) yield* assume((yield* other.load()) === 0);
        if ((yield* y.load()) === me) return;
        yield* isFree();
      }
    };
    return threads(
      n,
      (k) =>
        function* (): Steps {
          yield* lock(k + 1);
          yield* y.store(0);
          yield* b[k + 1]!.store(0);
        },
    );
  });
}

/** Peterson's lock, with a store and a load inside. */
export function peterson(): Scenario {
  return program('peterson', () => {
    const [flags, turn, x] = [words('flag', 2), word('turn'), word('x')];
    return threads(
      2,
      (me) =>
        function* (): Steps {
          const other = 1 - me;
          yield* flags[me]!.store(1);
          yield* turn.store(other);
          if ((yield* flags[other]!.load()) === 1) yield* assume((yield* turn.load()) !== other);
          yield* x.store(me);
          yield* x.load();
          yield* flags[me]!.store(0);
        },
    );
  });
}

/** Szymanski's lock, once, with a store and two loads inside. */
export function szymanski(): Scenario {
  return program('szymanski', () => {
    const [flags, x] = [words('flag', 2), word('x')];
    return threads(
      2,
      (me) =>
        function* (): Steps {
          const [mine, other] = [flags[me]!, flags[1 - me]!];
          yield* mine.store(1);
          yield* assume((yield* other.load()) < 3);
          yield* mine.store(3);
          if ((yield* other.load()) === 1) {
            yield* mine.store(2);
            yield* assume((yield* other.load()) === 4);
          }
          yield* mine.store(4);
          yield* assume((yield* other.load()) < 2);
          yield* x.store(me);
          yield* x.load();
          yield* x.load();
          if ((yield* other.load()) >= 2) yield* assume((yield* other.load()) > 3);
          yield* mine.store(0);
        },
    );
  });
}

/** A test-and-test-and-set lock, taken and given back by n threads. An attempt that comes too late is no execution. */
export function ttasLock(n: number): Scenario {
  return program(`ttas-${n}`, () => {
    const [state, x] = [word('state'), word('x')];
    return threads(
      n,
      (k) =>
        function* (): Steps {
          yield* awaitWords([state], (value) => value === 0);
          yield* assume((yield* state.xchg(1)) === 0);
          yield* x.store(k);
          yield* x.load();
          yield* state.store(0);
        },
    );
  });
}

/** A ticket lock, taken and given back by n threads. */
export function ticketLock(n: number): Scenario {
  return program(`ticket-${n}`, () => {
    const [next, owner, x] = [word('next'), word('owner'), word('x')];
    return threads(
      n,
      (k) =>
        function* (): Steps {
          const mine = yield* next.fetchAdd(1);
          yield* awaitWords([owner], (value) => value === mine);
          yield* x.store(k);
          yield* x.load();
          yield* owner.store((yield* owner.load()) + 1);
        },
    );
  });
}

/** Chase and Lev's work-stealing deque: its owner pushes 5, pops 3 and pushes 2; a thief steals one. */
export function chaseLev(): Scenario {
  return program('chase-lev', () => {
    const [bottom, top, buffer] = [word('bottom'), word('top'), words('buffer', 10)];
    const push = function* (value: number): Steps {
      const b = yield* bottom.load();
      yield* top.load();
      yield* buffer[b]!.store(value);
      yield* bottom.store(b + 1);
    };
    const pop = function* (): Steps {
      const b = yield* bottom.load();
      yield* bottom.store(b - 1);
      const t = yield* top.load();
      if (b - t <= 0) {
        yield* bottom.store(b);
        return;
      }
      yield* buffer[b - 1]!.load();
      if (b - t > 1) return;
      yield* top.cmpxchg(t, t + 1);
      yield* bottom.store(b);
    };
    return {
      *owner(): Steps {
        for (const k of range(5)) yield* push(k + 1);
        for (const _ of range(3)) yield* pop();
        for (const k of range(2)) yield* push(k + 6);
      },
      *thief(): Steps {
        const t = yield* top.load();
        if ((yield* bottom.load()) <= t) return;
        yield* buffer[t]!.load();
        yield* top.cmpxchg(t, t + 1);
      },
    };
  });
}

/**
 * Treiber's stack: threads that write a word of their own and push its number, and some that pop and read that word. A
 * pop that comes too late is no execution.
 */
export function treiberStack(pushers: number, poppers: number): Scenario {
  return program(`treiber-${pushers}-${poppers}`, () => {
    const [x, next] = [words('x', pushers), words('next', pushers)];
    // The node's number + 1, and a count that every change raises.
    const top = word('top');
    const changed = (old: number, node: number) => (Math.floor(old / 16) + 1) * 16 + node;
    const pusher = (k: number) =>
      function* (): Steps {
        yield* x[k]!.store(1);
        for (;;) {
          const old = yield* top.load();
          yield* next[k]!.store(old);
          if ((yield* top.cmpxchg(old, changed(old, k + 1))) === old) return;
        }
      };
    const popper = () =>
      function* (): Steps {
        for (;;) {
          const old = yield* top.load();
          if (old % 16 === 0) return;
          const node = (old % 16) - 1;
          const below = yield* next[node]!.load();
          yield* assume((yield* top.cmpxchg(old, changed(old, below % 16))) === old);
          yield* x[node]!.load();
          return;
        }
      };
    return threads(pushers + poppers, (k) => (k < pushers ? pusher(k) : popper()));
  });
}

/** Herlihy and Wing's queue: four threads that enqueue and dequeue; a dequeue that finds nothing is no execution. */
export function herlihyWingQueue(): Scenario {
  return program('hwqueue', () => {
    const [back, items] = [word('back'), words('items', 5)];
    const enqueue = function* (value: number): Steps {
      yield* items[yield* back.fetchAdd(1)]!.store(value);
    };
    const dequeue = function* (): Steps {
      const end = yield* back.load();
      for (let k = 0; ; k++) {
        yield* assume(k < end);
        if ((yield* items[k]!.xchg(0)) !== 0) return;
      }
    };
    return {
      *t1(): Steps {
        yield* enqueue(1);
        yield* dequeue();
      },
      *t2(): Steps {
        yield* enqueue(2);
        yield* enqueue(3);
      },
      *t3(): Steps {
        yield* dequeue();
        yield* enqueue(4);
      },
      *t4(): Steps {
        yield* dequeue();
        yield* dequeue();
      },
    };
  });
}

/**
 * Linux's reader-writer lock in one word: two threads that each take it to read, then to write. A try in vain changes
 * nothing in the end, so an execution with one is none.
 */
export function linuxRwlocks(): Scenario {
  return program('linuxrwlocks', () => {
    const BIAS = 0x10_0000;
    const lock = word('lock', BIAS);
    const section = function* (amount: number, isFree: (lock: number) => boolean): Steps {
      yield* assume(isFree(yield* lock.fetchAdd(-amount)));
      yield* lock.fetchAdd(amount);
    };
    return threads(
      2,
      () =>
        function* (): Steps {
          yield* section(1, (value) => value > 0);
          yield* section(BIAS, (value) => value === BIAS);
        },
    );
  });
}

/**
 * Michael and Scott's queue: n threads that each enqueue and dequeue. A pointer is a node's number and a count that every
 * change raises. A dequeue that finds the head changed, or comes too late to change it, is no execution.
 */
export function michaelScottQueue(n: number): Scenario {
  return program(`ms-queue-${n}`, () => {
    const COUNT = 64;
    const next = words('next', n + 1);
    // A pointer to node k is k + 1, to none 0. The queue begins with node 0.
    const [head, tail] = [word('head', 1), word('tail', 1)];
    const node = (pointer: number) => (pointer % COUNT) - 1;
    const changed = (old: number, to: number) => (Math.floor(old / COUNT) + 1) * COUNT + (to % COUNT);
    const enqueue = function* (mine: number): Steps {
      yield* next[mine]!.store(yield* next[mine]!.load());
      for (;;) {
        const last = yield* tail.load();
        const after = yield* next[node(last)]!.load();
        if (last !== (yield* tail.load())) continue;
        const isEnd = node(after) < 0;
        if (isEnd && (yield* next[node(last)]!.cmpxchg(after, changed(after, mine + 1))) === after) {
          yield* tail.cmpxchg(last, changed(last, mine + 1));
          return;
        }
        yield* tail.cmpxchg(last, changed(last, yield* next[node(last)]!.load()));
      }
    };
    const dequeue = function* (): Steps {
      for (;;) {
        const first = yield* head.load();
        const last = yield* tail.load();
        const after = yield* next[node(first)]!.load();
        yield* assume((yield* head.load()) === first);
        if (node(first) !== node(last)) {
          yield* assume((yield* head.cmpxchg(first, changed(first, after))) === first);
          return;
        }
        if (node(after) < 0) return;
        yield* tail.cmpxchg(last, changed(last, after));
      }
    };
    return threads(
      n,
      (k) =>
        function* (): Steps {
          yield* enqueue(k + 1);
          yield* dequeue();
        },
    );
  });
}

/** Two threads that stamp a word and read it again, until each found its own stamp n times; each has so many rounds at most. */
export function commits(n: number, rounds: number): Scenario {
  return program(`commits-${n}`, () => {
    const [wanted, stamp] = [word('n', n), word('x')];
    return threads(
      2,
      (k) =>
        function* (): Steps {
          let done = 0;
          for (let round = 0; ; round++) {
            if (done >= (yield* wanted.load())) return;
            yield* assume(round < rounds);
            yield* stamp.store(k + 1);
            if ((yield* stamp.load()) === k + 1) done++;
          }
        },
    );
  });
}
