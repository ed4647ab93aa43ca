/** The order in which locks are taken, over all executions together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mutex } from '../../../model/sync/mutex.js';
import { SpinLock } from '../../../model/sync/spin-lock.js';
import { explore } from '../../../scheduler/explore.js';
import { scalarset } from '../../../scheduler/object.js';
import { replay } from '../../../scheduler/replay.js';
import type { Scenario } from '../../../scheduler/scenario.js';
import { parseSchedule, printSchedule } from '../../../scheduler/schedule.js';
import { Session } from '../../../scheduler/session.js';
import type { Steps, ThreadBody } from '../../../scheduler/step.js';
import { OptimalDpor } from '../../../scheduler/strategies/optimal-dpor.js';
import { StateSearch } from '../../../scheduler/strategies/state-search.js';
import { TracePrefixes } from '../../../scheduler/strategies/trace-prefixes.js';
import { type Body, brokenClaims, scenarioOf } from '../../support/small-world.js';

type Name = 'a' | 'b' | 'c';

/** Takes the locks in this order, and gives them back the other way round. */
const nested = (...names: Name[]): Body =>
  function* (world) {
    for (const name of names) yield* world[name].lock();
    for (const name of names.toReversed()) yield* world[name].unlock();
  };

/** Waits until the other has ended its part: no execution deadlocks. */
const later = (body: Body): Body =>
  function* (world) {
    if ((yield* world.x.load()) === 1) yield* body(world);
  };
const first = (body: Body): Body =>
  function* (world) {
    yield* body(world);
    yield* world.x.store(1);
  };

describe('lock order', () => {
  it('is broken by a cycle even if no execution deadlocks', () => {
    const scenario = scenarioOf(first(nested('a', 'b')), later(nested('b', 'a')));
    expect(brokenClaims(scenario)).toEqual(['lock order']);
    const { counterexample, outcome } = explore(scenario);
    expect(outcome).toBe('violated');
    expect(counterexample?.message).toBe(
      'b taken with a held by cpu0 in spin_lock(b); a taken with b held by cpu1 in spin_lock(a)',
    );
    const { findings } = replay(scenario as Scenario, parseSchedule(counterexample!.schedule));
    expect(findings).toEqual([expect.objectContaining({ claim: 'lock order', message: counterexample!.message })]);
  });

  it('is kept by a consistent order', () => {
    expect(brokenClaims(scenarioOf(nested('a', 'b'), nested('a', 'b', 'c'), nested('b', 'c')))).toEqual([]);
  });

  it('is broken beside the deadlock, which is the counterexample', () => {
    const scenario = scenarioOf(nested('a', 'b'), nested('b', 'a'));
    expect(brokenClaims(scenario)).toEqual(['deadlock', 'lock order']);
    expect(explore(scenario).counterexample?.claim).toBe('deadlock');
  });

  it('is broken by a cycle of three, and the message has all of it', () => {
    const scenario = scenarioOf(first(nested('a', 'b')), later(nested('b', 'c')), later(nested('c', 'a')));
    expect(explore(scenario, { strategy: 'traces' }).counterexample?.message).toBe(
      'b taken with a held by cpu0 in spin_lock(b); c taken with b held by cpu1 in spin_lock(c); ' +
        'a taken with c held by cpu2 in spin_lock(a)',
    );
  });

  it('may be broken by two executions together: the schedule says what happens in the other', () => {
    const either: Body = function* (world) {
      if ((yield* world.x.xchg(1)) === 0) yield* nested('a', 'b')(world);
    };
    const or: Body = function* (world) {
      if ((yield* world.x.xchg(1)) === 0) yield* nested('b', 'a')(world);
    };
    const exclusive = scenarioOf(either, or);
    expect(brokenClaims(exclusive)).toEqual(['lock order']);
    const { counterexample } = explore(exclusive);
    const schedule = parseSchedule(counterexample!.schedule);
    expect(schedule.elsewhere).toHaveLength(1);
    expect(printSchedule(schedule)).toBe(counterexample!.schedule);
    const { findings } = replay(exclusive as Scenario, schedule);
    expect(findings.map(({ claim }) => claim)).toEqual(['lock order']);
    expect(findings[0]!.message).toContain('by somebody in another execution');
    expect(explore(exclusive, { strategy: 'states' }).counterexample?.message).toBe(counterexample!.message);
  });

  it('is not broken if a lock around both keeps the nestings apart', () => {
    expect(brokenClaims(scenarioOf(nested('c', 'a', 'b'), nested('c', 'b', 'a')))).toEqual([]);
    expect(brokenClaims(scenarioOf(nested('c', 'a', 'b'), nested('b', 'a')))).toContain('lock order');
  });

  it('is not broken by who only tries', () => {
    const tries: Body = function* ({ a, b }) {
      yield* b.lock();
      if (yield* a.tryLock()) yield* a.unlock();
      yield* b.unlock();
    };
    expect(brokenClaims(scenarioOf(nested('a', 'b'), tries))).toEqual([]);
  });

  it('is about held locks that were only tried for', () => {
    const tries: Body = function* ({ a, b, x }) {
      if ((yield* x.load()) === 1 && (yield* b.tryLock())) {
        yield* a.lock();
        yield* a.unlock();
        yield* b.unlock();
      }
    };
    expect(brokenClaims(scenarioOf(first(nested('a', 'b')), tries))).toEqual(['lock order']);
  });

  /** Each thread takes locks by number: [0, 1] the second with the first held. */
  const numbered = (nestings: readonly (readonly number[])[], lock: (k: number) => SpinLock): Scenario => ({
    name: 'numbered',
    boot() {
      const locks = [0, 1, 2, 3].map(lock);
      const threads: Record<string, ThreadBody> = {};
      nestings.forEach((numbers, k) => {
        threads[`t${k}`] = function* (): Steps {
          for (const each of numbers) yield* locks[each]!.lock();
          for (const each of numbers.toReversed()) yield* locks[each]!.unlock();
        };
      });
      return { world: null, threads };
    },
  });

  it('is about classes: names without indices, or as given', () => {
    const names = ['n[0].busy', 'n[0].lazy', 'n[1].busy', 'n[1].lazy'];
    const crossed = numbered(
      [
        [0, 1],
        [3, 2],
      ],
      (k) => new SpinLock(names[k]!),
    );
    expect(brokenClaims(crossed)).toEqual(['lock order']);
    expect(
      brokenClaims(
        numbered(
          [
            [0, 1],
            [2, 3],
            [0, 3],
          ],
          (k) => new SpinLock(names[k]!),
        ),
      ),
    ).toEqual([]);
    const given = numbered(
      [
        [0, 1],
        [3, 2],
      ],
      (k) => new SpinLock(`l${k}`, k % 2 === 0 ? 'even' : 'odd'),
    );
    expect(brokenClaims(given)).toEqual(['lock order']);
    expect(
      brokenClaims(
        numbered(
          [
            [0, 1],
            [3, 2],
          ],
          (k) => new SpinLock(`l${k}`),
        ),
      ),
    ).toEqual([]);
  });

  it('within a class is any that has no cycle', () => {
    const lock = (k: number) => new SpinLock(`node[${k}].lock`);
    expect(
      brokenClaims(
        numbered(
          [
            [0, 1],
            [1, 2],
            [0, 2],
          ],
          lock,
        ),
      ),
    ).toEqual([]);
    expect(
      brokenClaims(
        numbered(
          [
            [2, 1],
            [1, 0],
            [2, 0],
          ],
          lock,
        ),
      ),
    ).toEqual([]);
    expect(
      brokenClaims(
        numbered(
          [
            [0, 1],
            [1, 2],
            [2, 0],
          ],
          lock,
        ),
      ),
    ).toContain('lock order');
  });

  it('is found though the locks are interchangeable', () => {
    const scenario: Scenario = {
      name: 'interchangeable',
      boot() {
        const ids = scalarset('slot', 2);
        const locks = ids.map((id) => new Mutex(`${id}.lock`));
        const turn = new Mutex('turn');
        const body = (mine: number): ThreadBody =>
          function* () {
            yield* turn.lock();
            yield* turn.unlock();
            yield* locks[mine]!.lock();
            yield* locks[1 - mine]!.lock();
            yield* locks[1 - mine]!.unlock();
            yield* locks[mine]!.unlock();
          };
        const interchangeable = [ids.map((id, k) => [`t${k}`, id, locks[k]!])];
        return { world: null, threads: { t0: body(0), t1: body(1) }, interchangeable };
      },
    };
    expect(brokenClaims(scenario)).toEqual(['deadlock', 'lock order']);
    expect(explore(scenario, { strategy: 'traces', symmetry: true }).broken).toHaveProperty(['lock order']);
  });

  it('does not depend on which engine looks: the same cycle, the same places', () => {
    const messages = (scenario: Scenario) =>
      (['traces', 'states'] as const).map((strategy) => {
        const { counterexample } = explore(
          { ...scenario, expect: { verdict: 'violated', by: 'lock order' } },
          { strategy },
        );
        return counterexample?.message;
      });
    const scenario = scenarioOf(nested('a', 'b', 'c'), nested('c', 'a'), nested('b', 'a')) as Scenario;
    const [traces, states] = messages(scenario);
    expect(traces).toBe('b taken with a held by cpu0 in spin_lock(b); a taken with b held by cpu2 in spin_lock(a)');
    expect(states).toBe(traces);
  });

  it('is that of every interleaving, on random programs', () => {
    const nesting = fc.record({
      locks: fc.shuffledSubarray(['a', 'b', 'c'] as const, { minLength: 1, maxLength: 3 }),
      ifParity: fc.constantFrom(null, 0, 1),
    });
    const program = fc.array(fc.array(nesting, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 3 });
    const messages = (session: Session) => session.order.findings.map(({ message }) => message);
    let broken = 0;
    let compared = 0;
    fc.assert(
      fc.property(program, (threads) => {
        const bodies = threads.map(
          (nestings): Body =>
            function* (world) {
              for (const { locks, ifParity } of nestings)
                if (ifParity === null || (yield* world.x.addReturn(1)) % 2 === ifParity) yield* nested(...locks)(world);
            },
        );
        const scenario = scenarioOf(...bodies) as Scenario;
        const [all, dpor, states] = [new Session(scenario), new Session(scenario), new Session(scenario)];
        let left = 500;
        if (!new TracePrefixes(all).explore(() => --left > 0)) return;
        new OptimalDpor(dpor).explore(() => true);
        new StateSearch(states).explore(() => true);
        expect(messages(dpor)).toEqual(messages(all));
        expect(messages(states)).toEqual(messages(all));
        compared++;
        broken += messages(all).length;
      }),
      { seed: 4, numRuns: 80 },
    );
    expect(compared).toBeGreaterThan(40);
    expect(broken).toBeGreaterThan(5);
  });

  it('is never broken, and nothing deadlocks, where locks are taken in order', () => {
    const program = fc.array(
      fc.array(fc.subarray([0, 1, 2, 3], { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 }),
      { minLength: 2, maxLength: 3 },
    );
    fc.assert(
      fc.property(program, (threads) => {
        const scenario: Scenario = {
          name: 'ordered',
          boot() {
            const locks = [0, 1, 2, 3].map((k) => (k < 2 ? new Mutex(`m[${k}]`) : new SpinLock(`s${k}`)));
            const bodies = threads.map(
              (sections): ThreadBody =>
                function* () {
                  for (const section of sections) {
                    for (const each of section) yield* locks[each]!.lock();
                    for (const each of section.toReversed()) yield* locks[each]!.unlock();
                  }
                },
            );
            return { world: null, threads: Object.fromEntries(bodies.map((body, k) => [`t${k}`, body])) };
          },
        };
        expect(explore(scenario, { strategy: 'traces', maxExecutions: 300 }).broken).toEqual({});
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});
