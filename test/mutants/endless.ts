/** Small programs that need not end: whether a livelock, the step bound or nothing is found. */
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { DEADLOCK } from '../../scheduler/detectors/deadlock.js';
import { LIVELOCK, STEP_BOUND } from '../../scheduler/findings.js';
import { always, atEnd } from '../../scheduler/property.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { choose, declareLocalState, progress, type Steps } from '../../scheduler/step.js';
import { StateSearch, type StateSearchOptions } from '../../scheduler/strategies/state-search.js';

interface World {
  readonly x: AtomicWord;
  readonly a: SpinLock;
  readonly b: SpinLock;
}

type Body = (world: World) => Steps;

function* spinUntilOne({ x }: World): Steps {
  while ((yield* x.load()) !== 1) declareLocalState('spinning');
}

function* storeOne({ x }: World): Steps {
  yield* x.store(1);
}

function* storeTwo({ x }: World): Steps {
  yield* x.store(2);
}

function* storeThree({ x }: World): Steps {
  yield* x.store(3);
}

function* awaitOne({ x }: World): Steps {
  yield* awaitWords([x], (value) => value === 1);
}

function* chooseOnce(): Steps {
  yield* choose(2, 'either way');
}

function* countForEver({ x }: World): Steps {
  for (;;) yield* x.add(1);
}

function* toggle({ x }: World): Steps {
  for (;;) {
    declareLocalState('round');
    yield* x.store(1);
    yield* x.store(0);
  }
}

function* toggleWithProgress({ x }: World): Steps {
  for (;;) {
    declareLocalState('round');
    yield* x.store(1);
    yield* x.store(0);
    progress();
  }
}

function* chooseForEver(): Steps {
  for (;;) {
    declareLocalState('again');
    yield* choose(2, 'either way');
    progress();
  }
}

const backOff = (first: 'a' | 'b', second: 'a' | 'b') =>
  function* (world: World): Steps {
    for (;;) {
      declareLocalState('again');
      yield* world[first].lock();
      if (yield* world[second].tryLock()) break;
      yield* world[first].unlock();
    }
    yield* world[second].unlock();
    yield* world[first].unlock();
  };

function endless(...bodies: Body[]): Scenario<World> {
  return {
    name: 'endless',
    stepBound: 60,
    boot() {
      const world = { x: new AtomicWord('x'), a: new SpinLock('a'), b: new SpinLock('b') };
      return { world, threads: Object.fromEntries(bodies.map((body, k) => [`t${k}`, () => body(world)])) };
    },
    properties: [
      always('x is not 2', ({ x }) => (x.current === 2 ? 'it is' : null)),
      atEnd('x is not 3 at the end', ({ x }) => (x.current === 3 ? 'it is' : null)),
    ],
  };
}

/** True if the search finds exactly these claims broken, the last of each loop's events leading back to its first state. */
function breaks(bodies: readonly Body[], claims: readonly string[], options: StateSearchOptions = {}): () => boolean {
  return () => {
    const search = new StateSearch(new Session(endless(...bodies) as Scenario), options);
    search.explore(() => true);
    const found = [...search.findings.values()];
    const loops = found.every(({ claim, loop, events }) =>
      claim === LIVELOCK ? loop > 0 && 2 * loop <= events.length : loop === 0,
    );
    return (
      loops &&
      found
        .map(({ claim }) => claim)
        .sort()
        .join() === [...claims].sort().join()
    );
  };
}

export const ENDLESS: readonly (() => boolean)[] = [
  breaks([spinUntilOne, storeOne], []),
  breaks([spinUntilOne], [LIVELOCK]),
  breaks([spinUntilOne, storeTwo], ['x is not 2', LIVELOCK]),
  breaks([backOff('a', 'b'), backOff('b', 'a')], [LIVELOCK]),
  breaks([backOff('a', 'b'), backOff('a', 'b')], []),
  breaks([toggleWithProgress, toggle], []),
  breaks([toggle, toggle], [LIVELOCK]),
  breaks([chooseForEver, storeTwo], ['x is not 2']),
  breaks([storeOne, storeThree], ['x is not 3 at the end']),
  breaks([storeOne, storeThree], ['x is not 3 at the end'], { order: 'depth-first' }),
  breaks([countForEver], ['x is not 2', STEP_BOUND]),
  breaks([countForEver], ['x is not 2', STEP_BOUND], { order: 'depth-first' }),
];

/** Only the first thread is stuck. */
export const stuckFirst = breaks([awaitOne, chooseOnce], [DEADLOCK]);
