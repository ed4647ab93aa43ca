/** Programs for which the tables of the engine have to grow: many events, threads, objects, values, planned executions. */
import { atomicIncrements, lastzero, readers } from '../../bench/programs/classic.js';
import { program, range, threads, words } from '../../bench/programs/program.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import type { Steps } from '../../scheduler/step.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { SourceDpor } from '../../scheduler/strategies/source-dpor.js';
import { StateSearch, type StateSearchOptions } from '../../scheduler/strategies/state-search.js';
import { countTraces } from './explored.js';

/** Two threads that each add to so many words of their own, and then store to a common one. */
const ownWords = (count: number): Scenario =>
  program(`own-words(${count})`, () => {
    const all = words('own', 2 * count);
    const [common] = words('common', 1);
    return threads(
      2,
      (k) =>
        function* (): Steps {
          for (const word of all.slice(k * count, (k + 1) * count)) yield* word.add(1);
          yield* common!.store(k + 1);
        },
    );
  });

/** One thread that counts. */
const counter = (to: number): Scenario =>
  program(`counter(${to})`, () => {
    const [word] = words('count', 1);
    return threads(
      1,
      () =>
        function* (): Steps {
          for (let k = 0; k < to; k++) yield* word!.add(1);
        },
    );
  });

/** So many threads that add to one word, and one that reads it. */
const adders = (count: number): Scenario =>
  program(`adders(${count})`, () => {
    const [word] = words('sum', 1);
    return threads(
      count + 1,
      (k) =>
        function* (): Steps {
          if (k < count) yield* word!.add(1);
          else yield* word!.load();
        },
    );
  });

function countStates(scenario: Scenario, options: StateSearchOptions): number {
  const search = new StateSearch(new Session(scenario), options);
  search.explore(() => search.store.count < 5_000);
  return search.store.count;
}

const TRACES: readonly (readonly [Scenario, number])[] = [
  [ownWords(300), 2],
  [lastzero(7), 320],
  [readers(8), 256],
  [atomicIncrements(5, 1), 120],
];

/** The last two states of a counter and those of two threads side by side; the common word adds two ways to end. */
const STATES: readonly (readonly [Scenario, number])[] = [
  [ownWords(40), 41 * 41 + 2 * 41 + 2],
  [counter(300), 301],
];

/** The reader is the last: it races with everybody, in the order from the latest. */
function racesWithEverybody(count: number): boolean {
  const session = new Session(adders(count));
  session.restart();
  for (const alternative of [0, 0]) for (let t = 0; t <= count; t++) session.step(t, alternative);
  const { path } = session;
  const latestFirst = range(count).map((k) => path.depth - 2 - k);
  return path.directCount === count && [...path.direct.slice(0, count)].join() === latestFirst.join();
}

export function largeProgramsAreRight(): boolean {
  return (
    TRACES.every(([scenario, traces]) =>
      [(session: Session) => new OptimalDpor(session), (session: Session) => new SourceDpor(session)].every(
        (create) => countTraces(scenario, create, 2_000) === traces,
      ),
    ) &&
    STATES.every(([scenario, states]) =>
      [{}, { order: 'depth-first' }, { store: 'hash-compaction' }].every(
        (options) => countStates(scenario, options as StateSearchOptions) === states,
      ),
    ) &&
    racesWithEverybody(70)
  );
}
