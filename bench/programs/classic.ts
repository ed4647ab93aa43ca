/**
 * Programs that partial-order reductions are compared on, in our terms; the published trace counts stand in
 * test/scheduler/counts.test.ts. Thread bodies are shared functions: see docs/decisions/0007.
 */
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Steps } from '../../scheduler/step.js';
import { program, range, threads, words } from './program.js';

function* store(word: AtomicWord, value: number): Steps {
  yield* word.store(value);
}

function* loadBoth(first: AtomicWord, second: AtomicWord): Steps {
  yield* first.load();
  yield* second.load();
}

/** One writer of x; n readers that each read a cell of their own, then x. */
export function readers(n: number): Scenario {
  return program(`readers-${n}`, () => {
    const x = new AtomicWord('x');
    const own = words('own', n);
    return { writer: () => store(x, 1), ...threads(n, (k) => () => loadBoth(own[k]!, x)) };
  });
}

function* seekLastZero(a: readonly AtomicWord[], from: number): Steps {
  for (let i = from; (yield* a[i]!.load()) !== 0; i--);
}

function* storeNext(from: AtomicWord, to: AtomicWord): Steps {
  yield* to.store((yield* from.load()) + 1);
}

/** One thread looks for the last zero from above; thread j sets a[j] = a[j-1] + 1. (Optimal DPOR, POPL 2014.) */
export function lastzero(n: number): Scenario {
  return program(`lastzero-${n}`, () => {
    const a = words('a', n + 1);
    return { seeker: () => seekLastZero(a, n), ...threads(n, (k) => () => storeNext(a[k]!, a[k + 1]!)) };
  });
}

function* insertFour(table: readonly AtomicWord[], tid: number): Steps {
  for (let m = 1; m <= 4; m++) {
    const w = m * 11 + tid;
    let h = (w * 7) % table.length;
    while ((yield* table[h]!.cmpxchg(0, w)) !== 0) h = (h + 1) % table.length;
  }
}

/** n threads insert 4 values each into a hash table of 128 slots by compare-and-swap. (Flanagan, Godefroid 2005.) */
export function indexer(n: number): Scenario {
  return program(`indexer-${n}`, () => {
    const table = words('table', 128);
    return threads(n, (tid) => () => insertFour(table, tid));
  });
}

interface Filesystem {
  readonly inodeLocks: readonly SpinLock[];
  readonly blockLocks: readonly SpinLock[];
  readonly inodes: readonly AtomicWord[];
  readonly busy: readonly AtomicWord[];
}

const INODES = 32;
const BLOCKS = 26;

function* createFile({ inodeLocks, blockLocks, inodes, busy }: Filesystem, tid: number): Steps {
  const i = tid % INODES;
  yield* inodeLocks[i]!.lock();
  if ((yield* inodes[i]!.load()) === 0) {
    for (let b = (i * 2) % BLOCKS, found = false; !found; b = (b + 1) % BLOCKS) {
      yield* blockLocks[b]!.lock();
      found = (yield* busy[b]!.load()) === 0;
      if (found) {
        yield* busy[b]!.store(1);
        yield* inodes[i]!.store(b + 1);
      }
      yield* blockLocks[b]!.unlock();
    }
  }
  yield* inodeLocks[i]!.unlock();
}

/** n threads that each take an inode's lock and, if it has no block, look for a free one. (Flanagan, Godefroid 2005.) */
export function filesystem(n: number): Scenario {
  return program(`filesystem-${n}`, () => {
    const disk: Filesystem = {
      inodeLocks: range(INODES).map((k) => new SpinLock(`locki[${k}]`)),
      blockLocks: range(BLOCKS).map((k) => new SpinLock(`lockb[${k}]`)),
      inodes: words('inode', INODES),
      busy: words('busy', BLOCKS),
    };
    return threads(n, (tid) => () => createFile(disk, tid));
  });
}

function* increaseEach(cells: readonly AtomicWord[]): Steps {
  for (const cell of cells) yield* cell.addReturn(1);
}

/** n threads, each increments `cells` counters atomically, in order (ainc: 1, binc: 2, cinc: 3). */
export function atomicIncrements(n: number, cells: number): Scenario {
  return program(`increments-of-${cells}-${n}`, () => {
    const x = words('x', cells);
    return threads(n, () => () => increaseEach(x));
  });
}

/** n threads that load and then store (inc, rw). */
export function increments(n: number): Scenario {
  return program(`increments-${n}`, () => {
    const x = new AtomicWord('x');
    return threads(n, () => () => storeNext(x, x));
  });
}

function* swap(word: AtomicWord, old: number, value: number): Steps {
  yield* word.cmpxchg(old, value);
}

/** Thread k swaps k for k + 1. */
export function casrot(n: number): Scenario {
  return program(`casrot-${n}`, () => {
    const x = new AtomicWord('x');
    return threads(n, (k) => () => swap(x, k, k + 1));
  });
}

/** n threads that swap 0 for 1. */
export function cas(n: number): Scenario {
  return program(`cas-${n}`, () => {
    const x = new AtomicWord('x');
    return threads(n, () => () => swap(x, 0, 1));
  });
}

/** One thread writes 1; n threads swap 0 for 1. */
export function wcas(n: number): Scenario {
  return program(`wcas-${n}`, () => {
    const x = new AtomicWord('x');
    return { writer: () => store(x, 1), ...threads(n, () => () => swap(x, 0, 1)) };
  });
}

function* swapAndStore(word: AtomicWord, id: number): Steps {
  yield* word.cmpxchg(0, id);
  yield* word.store(id);
}

/** n threads swap 0 for their id, then store it. */
export function casw(n: number): Scenario {
  return program(`casw-${n}`, () => {
    const x = new AtomicWord('x');
    return threads(n, (k) => () => swapAndStore(x, k + 1));
  });
}

/** n threads store to one word. */
export function writers(n: number): Scenario {
  return program(`writers-${n}`, () => {
    const x = new AtomicWord('x');
    return threads(n, (k) => () => store(x, k + 1));
  });
}

function* storeMany(word: AtomicWord, from: number, count: number): Steps {
  for (let k = 0; k < count; k++) yield* word.store(from + k);
}

/** Two writers of n values each, one reader that reads twice. */
export function redundantCoherence(n: number): Scenario {
  return program(`redundant-co-${n}`, () => {
    const x = new AtomicWord('x');
    return {
      writer1: () => storeMany(x, 1, n),
      writer2: () => storeMany(x, 1 + n, n),
      reader: () => loadBoth(x, x),
    };
  });
}
