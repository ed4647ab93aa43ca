/** What the other checks leave out: programs for mutants that got past them. */
import { lastzero } from '../../bench/programs/classic.js';
import { words } from '../../bench/programs/program.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitWords } from '../../model/sync/await.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { spawn } from '../../model/sync/thread.js';
import { explore } from '../../scheduler/explore.js';
import type { Progress, TraceProgress } from '../../scheduler/explore-options.js';
import { MAX_NAMES, PlainObject } from '../../scheduler/object.js';
import { atEnd } from '../../scheduler/property.js';
import type { Checkpoint } from '../../scheduler/resume.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { NoStatesError } from '../../scheduler/states/values.js';
import { choose, type Steps, warnOn } from '../../scheduler/step.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { storesCollisions } from '../fuzz/check-stores.js';
import { stuckFirst } from './endless.js';
import { countTraces, refuses, searched, storing } from './explored.js';

/** Two that are alike, and a third that creates a thread and knows nothing of them. */
const spawnsBeside: Scenario = {
  name: 'spawns-beside',
  boot() {
    const [x] = words('x', 1);
    const alike = storing(x!, 1);
    function* other(): Steps {
      yield* spawn('child', storing(x!, 2));
    }
    return { world: null, threads: { a: alike, b: alike, other }, interchangeable: [['a', 'b']] };
  },
};

/** Plain data with parts. */
class Parts extends PlainObject {
  touch(low: number, high: number): void {
    this.modifies(low, high);
  }

  override snapshot(): null {
    return null;
  }
}

/** Two threads that race on one variable only: they touch different parts, and one has data of its own. */
const raceOnOne: Scenario = {
  name: 'race on one',
  boot() {
    const [both, own, parts] = [new Field('both', 0), new Field('own', 0), new Parts('parts')];
    const touches = (k: number) => {
      both.set(k);
      parts.touch(2 * k, 2 * k + 2);
    };
    function* owner(): Steps {
      own.set(1);
      touches(0);
    }
    function* other(): Steps {
      touches(1);
    }
    return { world: null, threads: { other, owner } };
  },
};

function racesAreNamed(): boolean {
  const objects = new Set<string | undefined>();
  const session = new Session(raceOnOne);
  new OptimalDpor(session).explore(() => {
    objects.add(session.findings.map(({ object }) => object).join());
    return true;
  });
  return [...objects].join(' ') === 'both';
}

/** What one event reports is no news of the next ones. */
const warnsOnce: Scenario = {
  name: 'warns once',
  boot() {
    const [x] = words('x', 1);
    function* body(): Steps {
      yield* x!.load();
      warnOn(true, 'once');
      yield* x!.load();
      yield* x!.load();
    }
    return { world: null, threads: { body } };
  },
};

/** A word is made with what was read, and somebody else reads it: what it holds at first is part of the state. */
const madeOfWhatWasRead: Scenario<AtomicWord> = {
  name: 'made of what was read',
  boot() {
    const [x, ready, out] = words('x', 3) as [AtomicWord, AtomicWord, AtomicWord];
    let made: AtomicWord;
    function* maker(): Steps {
      const value = yield* x.load();
      made = new AtomicWord('made', value);
      yield* ready.store(1);
    }
    function* reader(): Steps {
      yield* awaitWords([ready], (value) => value === 1);
      yield* out.store(10 + (yield* made.load()));
    }
    return { world: out, threads: { maker, reader, writer: storing(x, 1) } };
  },
  properties: [10, 11].map((value) =>
    atEnd<AtomicWord>(`not ${value}`, (out) => (out.current === value ? 'it is' : null)),
  ),
};

/** What a thread chooses for itself shows only later. */
const choosesAlone: Scenario<AtomicWord> = {
  name: 'chooses alone',
  boot() {
    const [x] = words('x', 1) as [AtomicWord];
    function* chooser(): Steps {
      const chosen = yield* choose(3, 'what to store');
      yield* x.store(chosen);
    }
    return { world: x, threads: { chooser, other: storing(x, 7) } };
  },
  properties: [atEnd<AtomicWord>('not 2', (x) => (x.current === 2 ? 'it is' : null))],
};

/** Threads that take a lock, wait and choose, one of them long after the start: there are as many traces as if it were at once. */
const late = (events: number): Scenario => ({
  name: 'late',
  boot() {
    const [own, x, y] = words('word', 3) as [AtomicWord, AtomicWord, AtomicWord];
    const lock = new SpinLock('lock');
    const data = new Field('data', 0);
    const section = function* (): Steps {
      yield* lock.lock();
      data.set(data.get() + 1);
      yield* lock.unlock();
    };
    function* first(): Steps {
      for (let k = 0; k < events; k++) yield* own.add(1);
      yield* section();
      yield* x.store(1);
    }
    function* waits(): Steps {
      yield* awaitWords([x], (value) => value > 0);
      yield* y.store(3);
    }
    function* chooses(): Steps {
      yield* y.store(yield* choose(2, 'what to store'));
      yield* section();
    }
    return { world: null, threads: { first, waits, chooses } };
  },
});

/** An exploration that is stopped after some executions and goes on from its checkpoint sees what one in one go sees. */
function goesOn(scenario: Scenario): boolean {
  const whole = explore(scenario, { strategy: 'traces' });
  for (let at = 1; at < whole.counts.executions; at = 2 * at + 1) {
    let from: Checkpoint | null = null;
    const onProgress = (now: Progress) => {
      from = (now as TraceProgress).checkpoint();
      return false;
    };
    explore(scenario, { strategy: 'traces', progressEvery: at, onProgress });
    const { counts, broken } = explore(scenario, { strategy: 'traces', from: from! });
    if (JSON.stringify([counts, broken]) !== JSON.stringify([whole.counts, whole.broken])) return false;
  }
  return true;
}

/** Several choose, and what they choose conflicts. */
const choosers: Scenario = {
  name: 'choosers',
  boot() {
    const [x, y] = words('word', 2) as [AtomicWord, AtomicWord];
    const chooser = (word: AtomicWord) =>
      function* (): Steps {
        yield* word.store(yield* choose(3, 'what to store'));
        yield* x.load();
      };
    return { world: null, threads: { a: chooser(x), b: chooser(y), c: chooser(x) } };
  },
};

/** More threads than there are bits. */
const crowd: Scenario = {
  name: 'crowd',
  boot() {
    function* idle(): Steps {}
    return {
      world: null,
      threads: Object.fromEntries(Array.from({ length: MAX_NAMES + 1 }, (_, k) => [`t${k}`, idle])),
    };
  },
};

export function cornersAreRight(): boolean {
  const broken = (scenario: Scenario) => Object.keys(explore(scenario, { strategy: 'states' }).broken).join();
  return (
    stuckFirst() &&
    racesAreNamed() &&
    storesCollisions() &&
    searched(spawnsBeside).findings.size === 0 &&
    [...searched(warnsOnce).findings.values()].map(({ times }) => times).join() === '1' &&
    broken(madeOfWhatWasRead) === 'not 10,not 11' &&
    broken(choosesAlone) === 'not 2' &&
    countTraces(late(0)) === 6 &&
    countTraces(late(70)) === 6 &&
    [late(0), choosers, lastzero(4)].every(goesOn) &&
    refuses(NoStatesError, () => searched(crowd))
  );
}
