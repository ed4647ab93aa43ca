/** The search over states: published counts, symmetry, stores, infinite executions, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { toyByRange } from '../../bench/programs/toy.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { scenarios } from '../../scenarios/catalogue.js';
import type { BuiltScenario } from '../../scenarios/define.js';
import { explore } from '../../scheduler/explore.js';
import type { ExploreOptions } from '../../scheduler/explore-options.js';
import { type ScalarId, scalarset, type ThreadId } from '../../scheduler/object.js';
import { always, atEnd } from '../../scheduler/property.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { Session } from '../../scheduler/session.js';
import { bugOn, chooseFrom, currentThreadId, declareLocalState, progress, type Steps } from '../../scheduler/step.js';
import { StateSearch, type StateSearchOptions } from '../../scheduler/strategies/state-search.js';
import type { StateCounts, TraceCounts } from '../../scheduler/verdict.js';

function statesOf(scenario: Scenario, search: StateSearchOptions = {}, paranoid = false): StateCounts {
  const verdict = explore(scenario, { strategy: 'states', search, paranoid });
  expect(verdict.broken).toEqual({});
  return verdict.counts as StateCounts;
}

describe('the toy allocator has as many states as in SPIN and Murphi', () => {
  const counts: [number, number, number][] = [
    [2, 1, 40],
    [2, 2, 141],
    [3, 1, 458],
    [3, 2, 3_213],
    [4, 1, 6_844],
    [4, 2, 95_769],
  ];
  it.each(counts)('%i threads, %i rounds: %i', (threads, rounds, states) => {
    const scenario = toyByRange(threads, rounds);
    expect(statesOf(scenario, { symmetry: false }).states).toBe(states);
    expect(statesOf(scenario, { symmetry: false, order: 'depth-first' }).states).toBe(states);
  });

  const orbits: [number, number, number][] = [
    [2, 1, 21],
    [2, 2, 72],
    [3, 1, 85],
    [3, 2, 562],
    [4, 1, 341],
    [4, 2, 4_335],
    [5, 1, 1_365],
    [6, 1, 5_461],
  ];
  it.each(orbits)('%i threads, %i rounds, up to symmetry: %i', (threads, rounds, states) => {
    expect(statesOf(toyByRange(threads, rounds)).states).toBe(states);
    expect(statesOf(toyByRange(threads, rounds), { order: 'depth-first' }).states).toBe(states);
  });
});

describe('sleep sets', () => {
  it('leave out transitions, never states', () => {
    const [without, withThem] = [false, true].map((sleepSets) =>
      statesOf(toyByRange(4, 1), { symmetry: false, sleepSets }),
    ) as [StateCounts, StateCounts];
    expect(withThem.states).toBe(without.states);
    expect(withThem.finals).toBe(without.finals);
    expect(withThem.transitions).toBeLessThan(without.transitions / 2);
  });

  it('keep all states and claims of every third shipped scenario', () => {
    for (const scenario of scenarios.filter((_, k) => k % 3 === 0)) {
      const [without, withThem] = [false, true].map((sleepSets) =>
        explore(scenario, { strategy: 'states', search: { symmetry: false, sleepSets } }),
      );
      expect(Object.keys(withThem!.broken)).toEqual(Object.keys(without!.broken));
      const { states, finals } = without!.counts as StateCounts;
      // Where a thread has a choice of its own, which states are between depends on the order of the search.
      const { parameters } = (scenario as BuiltScenario).madeFrom ?? {};
      const chooses = /migrations|slabFailures|kasanFailures/.test(JSON.stringify(parameters));
      expect(withThem!.counts).toMatchObject(chooses ? { finals } : { states, finals });
    }
  });
});

describe('the toy allocator has n! times fewer traces', () => {
  const counts: [number, number, number, number][] = [
    [2, 2, 26, 13],
    [3, 1, 30, 5],
    [4, 1, 360, 15],
    [3, 2, 2_922, 487],
  ];
  it.each(counts)('up to symmetry: %i threads, %i rounds: %i, %i', (threads, rounds, all, orbits) => {
    const traces = (symmetry: boolean) =>
      explore(toyByRange(threads, rounds), { strategy: 'traces', symmetry }).counts as TraceCounts;
    expect(traces(false).executions).toBe(all);
    expect(traces(true)).toMatchObject({ executions: orbits, blocked: 0 });
  });
});

describe('a lossy store', () => {
  it.each(['hash-compaction', 'bitstate'] as const)(
    '%s finds all states here, and says what it may have missed',
    (store) => {
      const verdict = explore(toyByRange(4, 1), {
        strategy: 'states',
        search: { store, symmetry: false, log2Bits: 22 },
      });
      const counts = verdict.counts as StateCounts;
      expect(counts.states).toBe(6_844);
      expect(counts.omission).toBeGreaterThan(0);
      expect(verdict.outcome).toBe('holds within');
      expect(verdict.reason).toMatch(/left out: probability \d/);
    },
  );

  it('that is far too small leaves states out and says so', () => {
    const search = { store: 'bitstate', symmetry: false, log2Bits: 12 } as const;
    const counts = statesOf(toyByRange(4, 1), search);
    expect(counts.states).toBeLessThan(6_844);
    expect(counts.omission).toBeGreaterThan(0.9);
  });
});

type World = { x: AtomicWord; y: AtomicWord };
type Body = (world: World) => () => Steps;

function withWords(bodies: Record<string, Body>, more: Partial<Scenario<World>> = {}): Scenario {
  return {
    name: 'words',
    boot() {
      const world = { x: new AtomicWord('x'), y: new AtomicWord('y') };
      const threads = Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, body(world)]));
      return { world, threads };
    },
    ...more,
  } as Scenario;
}

const store =
  (word: 'x' | 'y', value: number): Body =>
  (world) =>
    function* () {
      yield* world[word].store(value);
    };

const spinUntil =
  (word: 'x' | 'y', value: number): Body =>
  (world) =>
    function* () {
      while ((yield* world[word].load()) !== value) declareLocalState('spinning');
    };

describe('claims', () => {
  it('that break in one of two equivalent orders are found broken', () => {
    const claim = always<World>('x first', ({ x, y }) => (y.current === 1 && x.current === 0 ? 'y is first' : null));
    const verdict = explore(withWords({ a: store('x', 1), b: store('y', 1) }, { properties: [claim] }), {
      strategy: 'states',
    });
    expect(verdict.broken).toEqual({ 'x first': 1 });
    expect(verdict.counterexample?.trace.events).toHaveLength(2);
  });

  it('about the end are asked once for each final state', () => {
    const claim = atEnd<World>('x is 1', ({ x }) => (x.current === 1 ? null : `x is ${x.current}`));
    const verdict = explore(withWords({ a: store('x', 1), b: store('x', 2) }, { properties: [claim] }), {
      strategy: 'states',
    });
    expect(verdict.broken).toEqual({ 'x is 1': 1 });
    expect(verdict.counts).toMatchObject({ finals: 2 });
  });
});

describe('infinite executions', () => {
  const states: ExploreOptions = { strategy: 'states' };

  it('hold where the scheduler is fair: somebody who waits actively is not waited for for ever', () => {
    expect(explore(withWords({ a: spinUntil('x', 1), b: store('x', 1) }), states).outcome).toBe('holds');
  });

  it('are a livelock where nobody will ever do what is waited for', () => {
    const verdict = explore(withWords({ a: spinUntil('x', 2), b: store('x', 1) }), states);
    expect(Object.keys(verdict.broken)).toEqual(['livelock']);
    const { schedule, trace } = verdict.counterexample!;
    expect(schedule).toMatch(/ loop:1$/);
    expect(trace.loop).toBe(1);
    expect(replay(withWords({ a: spinUntil('x', 2), b: store('x', 1) }), parseSchedule(schedule)).trace).toEqual(trace);
  });

  /** Takes both locks in its order; if the second is busy it gives the first back and tries again. */
  const backOff = (first: 'a' | 'b', second: 'a' | 'b') => (locks: Record<'a' | 'b', SpinLock>) =>
    function* (): Steps {
      for (;;) {
        declareLocalState('again');
        yield* locks[first].lock();
        if (yield* locks[second].tryLock()) break;
        yield* locks[first].unlock();
      }
      yield* locks[second].unlock();
      yield* locks[first].unlock();
    };
  const twoLocks = (one: ReturnType<typeof backOff>, other: ReturnType<typeof backOff>): Scenario => ({
    name: 'two-locks',
    boot() {
      const locks = { a: new SpinLock('A'), b: new SpinLock('B') };
      return { world: locks, threads: { one: one(locks), other: other(locks) } };
    },
  });

  it('of two threads that give way to each other for ever are found, and replay', () => {
    const scenario = twoLocks(backOff('a', 'b'), backOff('b', 'a'));
    const verdict = explore(scenario, states);
    expect(Object.keys(verdict.broken)).toEqual(['livelock']);
    const again = replay(scenario, parseSchedule(verdict.counterexample!.schedule));
    expect(again.findings.map(({ claim }) => claim)).toEqual(['livelock']);
    expect(explore(twoLocks(backOff('a', 'b'), backOff('a', 'b')), states).outcome).toBe('holds');
  });

  it('in which something gets done again and again hold', () => {
    const forever =
      (isProgress: boolean): Body =>
      (world) =>
        function* () {
          for (;;) {
            declareLocalState('round');
            yield* world.x.store(1);
            yield* world.x.store(0);
            if (isProgress) progress();
          }
        };
    expect(explore(withWords({ a: forever(true), b: forever(false) }), states).outcome).toBe('holds');
    expect(explore(withWords({ a: forever(false), b: forever(false) }), states).outcome).toBe('violated');
  });

  it('are what the automatic choice takes states for', () => {
    const take: Body = ({ x }) =>
      function* () {
        while ((yield* x.xchg(0)) !== 1) declareLocalState('taking');
      };
    const verdict = explore(withWords({ a: take, b: store('x', 1) }, { stepBound: 50 }));
    expect(verdict).toMatchObject({ outcome: 'holds', counts: { strategy: 'states' } });
    expect(verdict.choice).toMatch(/do not end/);
  });

  it('that know more and more end at the step bound', () => {
    const counting: Body = ({ x }) =>
      function* () {
        for (;;) yield* x.add(1);
      };
    const endless = withWords({ a: counting }, { stepBound: 100 });
    expect(Object.keys(explore(endless, states).broken)).toEqual(['step bound']);
    expect(Object.keys(explore(endless, { ...states, search: { order: 'depth-first' } }).broken)).toEqual([
      'step bound',
    ]);
    expect(Object.keys(explore(endless).broken)).toEqual(['step bound']);
  });
});

describe('symmetry', () => {
  const owners = (name: (me: ThreadId, k: number) => unknown, claims: Scenario['properties'] = []): Scenario => ({
    name: 'owners',
    properties: claims,
    boot() {
      const lock = new SpinLock('lock');
      const owner = new Field<unknown>('owner', null);
      const body = (k: number) =>
        function* (): Steps {
          yield* lock.lock();
          owner.set(name(currentThreadId(), k));
          yield* lock.unlock();
        };
      return { world: owner, threads: { a: body(0), b: body(1), c: body(2) }, interchangeable: [['a', 'b', 'c']] };
    },
  });

  it('counts a state once for each orbit', () => {
    expect(statesOf(owners((me) => me)).states).toBe(4);
    expect(
      statesOf(
        owners((me) => me),
        { symmetry: false },
      ).states,
    ).toBe(1 + 3 + 6 + 3);
  });

  it('is refused if it is false, with the reason', () => {
    const run = (scenario: Scenario) => () => explore(scenario, { strategy: 'states' });
    expect(run(owners((_me, k) => k))).toThrow(
      'owners: a and b are declared interchangeable, but after 2 events owner holds 0 in one order and 1 in the other',
    );
    const claim = always<Field<ThreadId>>('a is not the owner', (owner) =>
      owner.get()?.name === 'a' ? 'it is' : null,
    );
    expect(run(owners((me) => me, [claim]))).toThrow(/"a is not the owner" breaks in one order and holds in the other/);
  });

  /** Threads that take any free slot, mark it as theirs, and give it back. */
  const anySlot = (threads: number, slots: number, pick: (free: ReadonlySet<ScalarId>) => Iterable<ScalarId>) => {
    const scenario: Scenario = {
      name: 'any-slot',
      boot() {
        const ids = scalarset('slot', slots);
        const lock = new SpinLock('lock');
        const free = new Field<ReadonlySet<ScalarId>>('free', new Set(ids));
        const owners = ids.map((id) => new Field<ThreadId | null>(`owner of ${id}`, null));
        function* user(): Steps {
          yield* lock.lock();
          const slot = yield* chooseFrom(pick(free.get()), 'free slot');
          free.set(new Set([...free.get()].filter((each) => each !== slot)));
          yield* lock.unlock();
          yield* lock.lock();
          bugOn(owners[slot.member]!.get() !== null, `${slot} is handed out twice`);
          owners[slot.member]!.set(currentThreadId());
          yield* lock.unlock();
          yield* lock.lock();
          owners[slot.member]!.set(null);
          free.set(new Set([...free.get(), slot]));
          yield* lock.unlock();
        }
        const names = Array.from({ length: threads }, (_, k) => `t${k}`);
        return {
          world: null,
          threads: Object.fromEntries(names.map((name) => [name, user])),
          interchangeable: [names, ids.map((id, k) => [id, owners[k]!])],
        };
      },
    };
    return scenario;
  };

  it('of slots: what happens does not depend on how many are left over', () => {
    const states = [2, 3, 5].map((slots) => statesOf(anySlot(2, slots, (free) => free)).states);
    expect(new Set(states).size).toBe(1);
    const all = [2, 3, 5].map(
      (slots) =>
        statesOf(
          anySlot(2, slots, (free) => free),
          { symmetry: false },
        ).states,
    );
    expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
    expect(
      statesOf(
        anySlot(3, 3, (free) => free),
        { order: 'depth-first' },
      ).states,
    ).toBe(statesOf(anySlot(3, 4, (free) => free)).states);
    statesOf(
      anySlot(2, 3, (free) => free),
      { paranoid: true },
    );
  });

  it('of slots is refused if somebody prefers one', () => {
    const lowest = (free: ReadonlySet<ScalarId>) => [...free].sort((a, b) => a.member - b.member).slice(0, 1);
    expect(() => statesOf(anySlot(2, 3, lowest))).toThrow(
      /any-slot: slot\[0\] and slot\[1\] are declared interchangeable, but after \d events t\d could choose @\d+ in one/,
    );
  });

  it('is refused if it names a thread that is not there, or one twice', () => {
    const declared = (names: string[]): Scenario => ({
      name: 'two',
      boot: () => ({
        world: null,
        threads: { a: function* (): Steps {}, b: function* (): Steps {} },
        interchangeable: [names],
      }),
    });
    expect(() => explore(declared(['a', 'd']), { strategy: 'states' })).toThrow('there is no thread d');
    expect(() => explore(declared(['a', 'a']), { strategy: 'states' })).toThrow('a is named twice');
  });
});

describe('state that nobody tracks', () => {
  /** Two threads count in a variable that is no shared object. */
  const hidden = (): Scenario =>
    withWords(
      {},
      {
        boot() {
          const world = { x: new AtomicWord('x'), y: new AtomicWord('y') };
          let count = 0;
          const body = function* (): Steps {
            yield* world.x.load();
            count++;
            if (count === 2) yield* world.y.store(1);
          };
          return { world, threads: { a: body, b: body } };
        },
      },
    );

  it('is noticed by the paranoid search, which says how it showed', () => {
    expect(() => explore(hidden(), { strategy: 'states', paranoid: true })).toThrow(
      /words: two executions came to the same state, but there a asks for atomic_set.* in one and has ended in the other/,
    );
  });

  it('is noticed where somebody says falsely that he remembers nothing', () => {
    const forgetful = withWords({
      a: ({ x, y }) =>
        function* () {
          const found = yield* x.load();
          declareLocalState('all the same');
          yield* y.store(0);
          if (found === 1) yield* y.store(1);
        },
      b: store('x', 1),
      c: store('x', 2),
    });
    expect(() => explore(forgetful, { strategy: 'states', paranoid: true })).toThrow(/declareLocalState/);
  });

  it('is not suspected where there is none', () => {
    expect(statesOf(toyByRange(3, 2), {}, true).states).toBe(562);
    expect(statesOf(toyByRange(3, 1), { symmetry: false }, true).states).toBe(458);
  });

  it.each(scenarios.filter((_, k) => k % 5 === 0))('is not suspected in $name', (scenario) => {
    expect(explore(scenario, { strategy: 'states', paranoid: true }).counts.strategy).toBe('states');
  });
});

it('counts the same twice', () => {
  const counts = () => {
    const search = new StateSearch(new Session(toyByRange(3, 1)));
    search.explore(() => true);
    return [search.store.count, search.transitions, search.space.realEvents, search.space.executions];
  };
  expect(counts()).toEqual(counts());
});
