/** What the engine has to refuse, and what it must not take for a fault. */
import { program, threads, words } from '../../bench/programs/program.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { join, spawn } from '../../model/sync/thread.js';
import { SymmetryError } from '../../scheduler/interchangeable.js';
import { NondeterminismError } from '../../scheduler/nondeterminism.js';
import type { ThreadId } from '../../scheduler/object.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { UntrackedStateError } from '../../scheduler/states/visit.js';
import { currentThreadId, type Steps } from '../../scheduler/step.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { countTraces, refuses, searched, storing } from './explored.js';

/** Three threads, said to be alike, that each write `name` of themselves under a lock. */
const owners = (name: (k: number) => unknown): Scenario => ({
  name: 'owners',
  boot() {
    const lock = new SpinLock('lock');
    const owner = new Field<unknown>('owner', null);
    const body = (k: number) =>
      function* (): Steps {
        yield* lock.lock();
        owner.set(name(k));
        yield* lock.unlock();
      };
    return { world: null, threads: { a: body(0), b: body(1), c: body(2) }, interchangeable: [['a', 'b', 'c']] };
  },
});

/** Threads, alike, that each sign a list after having read it, and then go on: what counts is who has signed and ended. */
const signers = (count: number): Scenario => ({
  name: 'signers',
  boot() {
    const lock = new SpinLock('lock');
    const list = new Field<readonly ThreadId[]>('list', []);
    function* signer(): Steps {
      yield* lock.lock();
      list.set([...list.get(), currentThreadId()]);
      yield* lock.unlock();
      yield* lock.lock();
      yield* lock.unlock();
    }
    const names = Array.from({ length: count }, (_, k) => `t${k}`);
    return { world: null, threads: Object.fromEntries(names.map((name) => [name, signer])), interchangeable: [names] };
  },
});

/** Two threads that count in a variable that is no shared object. */
const hidden = program('hidden', () => {
  const [x, y] = words('word', 2);
  let count = 0;
  return threads(
    2,
    () =>
      function* (): Steps {
        yield* x!.load();
        if (++count === 2) yield* y!.store(1);
      },
  );
});

/** Every second boot reads where the first wrote. */
function forgetful(): Scenario {
  let boots = 0;
  return program('forgetful', () => {
    const [x] = words('x', 1);
    const odd = boots++ % 2 === 1;
    return threads(
      2,
      () =>
        function* (): Steps {
          yield* odd ? x!.load() : x!.store(1);
          yield* x!.store(2);
        },
    );
  });
}

/** Plain data without locks, but never at the same time: before a thread is created, in it, and after it has ended. */
const inTurn = program('in-turn', () => {
  const data = new Field('data', 0);
  const [x] = words('x', 1);
  function* child(): Steps {
    data.set(2);
    yield* x!.add(1);
    data.set(3);
  }
  return threads(
    1,
    () =>
      function* (): Steps {
        data.set(1);
        yield* x!.add(1);
        data.set(1);
        const handle = yield* spawn('child', child);
        yield* join(handle);
        data.set(4);
        yield* join(
          yield* spawn('short', function* (): Steps {
            data.set(6);
          }),
        );
        data.set(7);
        yield* x!.add(1);
        data.set(5);
      },
  );
});

/** Two threads that each create one that stores; the first has stored before. Either may be created first. */
const spawners = program('spawners', () => {
  const [x] = words('x', 1);
  return threads(
    2,
    (k) =>
      function* (): Steps {
        if (k === 0) yield* x!.store(1);
        yield* spawn('child', storing(x!, k + 2));
      },
  );
});

function exploredFindings(scenario: Scenario): number {
  const session = new Session(scenario);
  let found = 0;
  new OptimalDpor(session).explore(() => (found += session.findings.length) >= 0);
  return found;
}

export function guardsAreRight(): boolean {
  return (
    refuses(SymmetryError, () => searched(owners((k) => k))) &&
    searched(owners(() => currentThreadId())).store.count === 4 &&
    [2, 3, 4].every((count) => searched(signers(count)).store.count === 2 ** (count + 1) - 1) &&
    refuses(UntrackedStateError, () => searched(hidden, { paranoid: true })) &&
    refuses(NondeterminismError, () => exploredFindings(forgetful())) &&
    searched(inTurn).findings.size === 0 &&
    exploredFindings(inTurn) === 0 &&
    countTraces(spawners) === 3
  );
}
