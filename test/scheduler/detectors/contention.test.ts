/** How often others may take a lock while a thread waits for it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LockUse } from '../../../scheduler/detectors/contention.js';
import { explore } from '../../../scheduler/explore.js';
import type { Scenario } from '../../../scheduler/scenario.js';
import { Session } from '../../../scheduler/session.js';
import { DepthFirst } from '../../../scheduler/strategies/depth-first.js';
import { FEATURE_SETS, scenarioOf as programScenario, programs } from '../../fuzz/program.js';
import { type Body, scenarioOf } from '../../support/small-world.js';

const locks = (...bodies: Body[]) => explore(scenarioOf(...bodies), { coverage: true }).locks;

const section: Body = function* ({ a, data }) {
  yield* a.lock();
  data.set(data.get() + 1);
  yield* a.unlock();
};
const twice: Body = function* (world) {
  yield* section(world);
  yield* section(world);
};

describe('contention', () => {
  it('is how often others come first, at most', () => {
    expect(locks(section, twice)).toEqual([{ lock: 'a', bypasses: 2, waiter: 'cpu0' }]);
    expect(locks(section, twice, twice)).toEqual([{ lock: 'a', bypasses: 4, waiter: 'cpu0' }]);
  });

  it('is none on a lock of one thread, or of threads that something else keeps apart', () => {
    expect(locks(twice)).toEqual([{ lock: 'a', bypasses: 0, waiter: null }]);
    const inside: Body = function* (world) {
      yield* world.b.lock();
      yield* section(world);
      yield* world.b.unlock();
    };
    expect(locks(inside, inside)).toEqual([
      { lock: 'a', bypasses: 0, waiter: null },
      { lock: 'b', bypasses: 1, waiter: 'cpu0' },
    ]);
  });

  it('counts sections that commute, and who tries', () => {
    const empty: Body = function* ({ a }) {
      yield* a.lock();
      yield* a.unlock();
    };
    const tries: Body = function* ({ a }) {
      if (yield* a.tryLock()) yield* a.unlock();
    };
    expect(locks(empty, empty, empty)).toEqual([{ lock: 'a', bypasses: 2, waiter: 'cpu0' }]);
    expect(locks(empty, tries)).toEqual([{ lock: 'a', bypasses: 1, waiter: 'cpu0' }]);
  });

  it('counts for a thread that never gets the lock', () => {
    const keeps: Body = function* ({ a }) {
      yield* a.lock();
    };
    expect(locks(keeps, keeps)).toEqual([{ lock: 'a', bypasses: 1, waiter: 'cpu0' }]);
  });

  it('is counted only if asked for', () => {
    expect(explore(scenarioOf(section, section))).not.toHaveProperty('locks');
  });

  /** By brute force: every interleaving, and what really came in between. */
  function counted(scenario: Scenario, most: number): LockUse[] | null {
    const session = new Session(scenario);
    const found = new Map<string, { bypasses: number; waiter: string | null }>();
    let beginning = 0;
    let left = most;
    const note = (lock: string, bypasses: number, waiter: string) => {
      const known = found.get(lock) ?? { bypasses: 0, waiter: null };
      const isMore =
        bypasses > known.bypasses || (bypasses === known.bypasses && bypasses > 0 && waiter < known.waiter!);
      found.set(lock, isMore ? { bypasses, waiter } : known);
    };
    const isComplete = new DepthFirst(session).explore(() => {
      if (session.beginnings !== beginning) found.clear();
      beginning = session.beginnings;
      const { path, execution } = session;
      const { objects } = execution.context;
      const takes = (k: number, lock: number) => {
        const { name } = path.operation[k]!;
        if (path.object[k] !== lock) return false;
        if (name !== 'mutex_trylock') return name === 'mutex_lock';
        let took = false;
        path.footprints.forEach(path.footprint[k]!, (id, mode) => {
          took ||= id === lock && mode > 2;
        });
        return took;
      };
      for (let k = 0; k < path.depth; k++) if (takes(k, path.object[k]!)) note(objects[path.object[k]!]!.name, 0, '');
      const look = (thread: number, until: number, lock: number) => {
        let count = 0;
        for (let k = until - 1; k >= 0 && path.thread[k] !== thread; k--) if (takes(k, lock)) count++;
        note(objects[lock]!.name, count, execution.threads[thread]!.name);
      };
      for (let j = 0; j < path.depth; j++)
        if (path.operation[j]!.acquires === true) look(path.thread[j]!, j, path.object[j]!);
      for (const [t, thread] of execution.threads.entries())
        if (thread?.pending?.operation.acquires === true) look(t, path.depth, thread.pending.object!.id);
      return --left > 0;
    });
    if (!isComplete) return null;
    const uses = [...found].map(([lock, use]) => ({ lock, ...use }));
    return uses.filter(({ bypasses, lock }) => bypasses > 0 || lock !== '').sort((a, b) => (a.lock < b.lock ? -1 : 1));
  }

  it.each(['locks', 'bare locks', 'try-locks', 'spawns'])('is that of brute force on random programs of %s', (name) => {
    let compared = 0;
    fc.assert(
      fc.property(programs(FEATURE_SETS[name]!), (program) => {
        const scenario = programScenario({ ...program, claimsWords: false, claimsPages: false }) as Scenario;
        const expected = counted(scenario, 3_000);
        if (expected === null) return;
        compared++;
        expect(explore(scenario, { coverage: true }).locks).toEqual(expected);
      }),
      { seed: 3, numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(10);
  });
});
