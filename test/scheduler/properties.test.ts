import { describe, expect, it } from 'vitest';
import { RangeSet } from '../../model/memory/range-set.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { explore } from '../../scheduler/explore.js';
import { always, atEnd, type Property, sometimes } from '../../scheduler/property.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import type { Steps } from '../../scheduler/step.js';

function* store(word: AtomicWord): Steps {
  yield* word.store(1);
}

interface Words {
  readonly x: AtomicWord;
  readonly y: AtomicWord;
}

/** x = 1 and y = 1 by two threads: one trace, two orders. */
const twoStores = (...properties: Property<Words>[]) =>
  explore({
    name: 'two-stores',
    boot() {
      const world: Words = { x: new AtomicWord('x'), y: new AtomicWord('y') };
      return { world, threads: { cpu0: () => store(world.x), cpu1: () => store(world.y) } };
    },
    properties,
  });

describe('a brief exploration', () => {
  it.each(['traces', 'random', 'states'] as const)(
    'has an execution of each broken claim, whichever it met first: %s',
    (strategy) => {
      const never = (name: string, x: number) =>
        atEnd<{ x: AtomicWord }>(name, (world) => (world.x.current === x ? 'it is' : null));
      const scenario: Scenario = {
        name: 'last-store-wins',
        boot() {
          const x = new AtomicWord('x');
          const storing = (value: number) =>
            function* (): Steps {
              yield* x.store(value);
            };
          return { world: { x }, threads: { one: storing(1), two: storing(2), three: storing(3) } };
        },
        properties: [never('x is not 1', 1), never('x is not 2', 2), never('x is not 3', 3)],
      };
      const { broken, counterexample, counterexamples } = explore(scenario, { strategy, brief: true });
      expect(Object.keys(broken)).toHaveLength(3);
      expect(counterexamples!.map(({ claim }) => claim).sort()).toEqual(Object.keys(broken).sort());
      expect(counterexamples![0]).toBe(counterexample);
      for (const { claim, schedule } of counterexamples!)
        expect(replay(scenario, parseSchedule(schedule)).findings.map((each) => each.claim)).toEqual([claim]);
      const wanted = explore(
        { ...scenario, expect: { verdict: 'violated', by: 'x is not 2' } },
        { strategy, brief: true },
      );
      expect(wanted.counterexample!.claim).toBe('x is not 2');
      expect(wanted.counterexamples).toHaveLength(3);
    },
  );
});

describe('an always claim over several objects', () => {
  it.each([
    ['x before y', 'x', 'y'],
    ['y before x', 'y', 'x'],
  ] as const)('that only one of two equivalent orders breaks is found broken: %s', (_name, first, second) => {
    const verdict = twoStores(
      always<Words>('order', (words) => (words[first].current === 1 && words[second].current === 0 ? 'seen' : null)),
    );
    expect(verdict.outcome).toBe('violated');
    expect(verdict.counts).toMatchObject({ executions: 2, violating: 1 });
  });

  it('costs one trace where it is not claimed', () => {
    expect(
      twoStores(atEnd<Words>('both', ({ x, y }) => (x.current + y.current === 2 ? null : 'no'))).counts,
    ).toMatchObject({ executions: 1, violating: 0 });
  });

  it('sees every order of updates that otherwise commute', () => {
    function* add(word: AtomicWord, amount: number): Steps {
      yield* word.add(amount);
    }
    const verdict = explore({
      name: 'updates',
      boot() {
        const word = new AtomicWord('word', 1);
        return { world: word, threads: { cpu0: () => add(word, 1), cpu1: () => add(word, -1) } };
      },
      properties: [always<AtomicWord>('never 0', (word) => (word.current === 0 ? 'it is 0' : null))],
    });
    expect(verdict.broken).toEqual({ 'never 0': 1 });
  });

  it('by range orders writes of one page only', () => {
    interface Sets {
      readonly left: RangeSet;
      readonly right: RangeSet;
      readonly lock: SpinLock;
    }
    function* put({ lock }: Sets, set: RangeSet, page: number): Steps {
      yield* lock.lock();
      set.merge({ start: page, end: page + 1 });
      yield* lock.unlock();
    }
    const run = (pages: readonly [number, number], perRange: boolean) =>
      explore({
        name: 'two-sets',
        boot() {
          const world: Sets = { left: new RangeSet('left'), right: new RangeSet('right'), lock: new SpinLock('lock') };
          const threads = {
            cpu0: () => put(world, world.left, pages[0]),
            cpu1: () => put(world, world.right, pages[1]),
          };
          return { world, threads };
        },
        properties: [
          always<Sets>(
            'left first',
            ({ left, right }) =>
              right.ranges.some((range) => !left.ranges.some(({ start }) => start === range.start))
                ? 'right first'
                : null,
            { perRange },
          ),
        ],
      });
    expect(run([1, 1], true)).toMatchObject({ outcome: 'violated', counts: { executions: 2, violating: 1 } });
    expect(run([1, 2], true).counts.executions).toBe(1);
    expect(run([1, 2], false).counts.executions).toBe(2);
  });

  it('is not evaluated in the middle of a critical section without inner steps', () => {
    const verdict = explore({
      name: 'section',
      boot() {
        const world = { lock: new SpinLock('lock'), a: new Field('a', 0), b: new Field('b', 0) };
        const move = function* (): Steps {
          yield* world.lock.lock();
          world.a.set(world.a.get() + 1);
          world.b.set(world.b.get() + 1);
          yield* world.lock.unlock();
        };
        return { world, threads: { cpu0: move, cpu1: move } };
      },
      properties: [always('equal', ({ a, b }) => (a.get() === b.get() ? null : 'they differ'))],
    });
    expect(verdict.outcome).toBe('holds');
  });
});

describe('a sometimes claim', () => {
  it('makes a scenario vacuous that never gets there', () => {
    const verdict = twoStores(sometimes<Words>('x is 2', ({ x }) => x.current === 2));
    expect(verdict).toMatchObject({ outcome: 'vacuous', reason: 'never reached: x is 2' });
  });

  it('is content with one order of one trace', () => {
    expect(twoStores(sometimes<Words>('y first', ({ x, y }) => y.current > x.current)).outcome).toBe('holds');
  });
});

describe('a claim at the end', () => {
  it('looks at every final state', () => {
    const verdict = explore({
      name: 'lost-update',
      boot() {
        const word = new AtomicWord('word');
        const increment = function* (): Steps {
          yield* word.store((yield* word.load()) + 1);
        };
        return { world: word, threads: { cpu0: increment, cpu1: increment } };
      },
      properties: [atEnd<AtomicWord>('two', (word) => (word.current === 2 ? null : `it is ${word.current}`))],
    });
    expect(verdict.counts).toMatchObject({ executions: 4, violating: 2 });
    expect(verdict.counterexample).toMatchObject({ message: 'it is 1', preemptions: 1 });
  });
});
