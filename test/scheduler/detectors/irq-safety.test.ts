/** Locks that interrupt handlers take. */
import { describe, expect, it } from 'vitest';
import { Interrupts } from '../../../model/cpu/interrupts.js';
import { Slab } from '../../../model/memory/slab.js';
import { SpinLock } from '../../../model/sync/spin-lock.js';
import { explore } from '../../../scheduler/explore.js';
import { replay } from '../../../scheduler/replay.js';
import type { Scenario } from '../../../scheduler/scenario.js';
import { parseSchedule } from '../../../scheduler/schedule.js';
import { Session } from '../../../scheduler/session.js';
import type { Steps } from '../../../scheduler/step.js';
import { OptimalDpor } from '../../../scheduler/strategies/optimal-dpor.js';
import { TracePrefixes } from '../../../scheduler/strategies/trace-prefixes.js';
import { brokenClaims } from '../../support/small-world.js';

interface Machine {
  readonly interrupts: Interrupts;
  readonly lock: SpinLock;
  readonly inner: SpinLock;
}

type Code = (machine: Machine) => Steps<unknown>;

function machine(task: Code, handler: Code): Scenario<Machine> {
  return {
    name: 'irq',
    boot() {
      const world = { interrupts: new Interrupts(2), lock: new SpinLock('lock'), inner: new SpinLock('inner') };
      const irq = () => world.interrupts.handler(0, () => handler(world));
      return { world, threads: { task: () => task(world), irq } };
    },
  };
}

const takes = function* ({ lock }: Machine): Steps {
  yield* lock.lock();
  yield* lock.unlock();
};
/** spin_lock_irqsave. */
const takesWithInterruptsOff = function* (world: Machine): Steps {
  yield* world.interrupts.save(0);
  yield* takes(world);
  yield* world.interrupts.restore(0);
};

describe('irq safety', () => {
  it('is broken by a lock that a handler takes and a task takes with interrupts on', () => {
    const scenario = machine(takes, takes);
    expect(brokenClaims(scenario)).toEqual(['irq safety']);
    const { counterexample } = explore(scenario);
    expect(counterexample?.message).toBe(
      'lock taken in an interrupt by irq in spin_lock(lock); lock held with interrupts on by task in spin_lock(lock)',
    );
    const { findings } = replay(scenario as Scenario, parseSchedule(counterexample!.schedule));
    expect(findings.map(({ claim }) => claim)).toEqual(['irq safety']);
  });

  it('is kept by a task that turns interrupts off first, and by handlers among themselves', () => {
    expect(brokenClaims(machine(takesWithInterruptsOff, takes))).toEqual([]);
    const other = function* (world: Machine): Steps {
      yield* world.interrupts.handler(1, () => takes(world));
    };
    expect(brokenClaims(machine(other, takes))).toEqual([]);
  });

  it('is broken by turning them on again too soon', () => {
    const tooSoon = function* ({ lock, interrupts }: Machine): Steps {
      yield* interrupts.save(0);
      yield* lock.lock();
      yield* interrupts.restore(0);
      yield* lock.unlock();
    };
    expect(brokenClaims(machine(tooSoon, takes))).toEqual(['irq safety']);
  });

  it('is broken through a lock taken inside that the handler does not take itself', () => {
    const nests = function* ({ interrupts, lock, inner }: Machine): Steps {
      yield* interrupts.save(0);
      yield* lock.lock();
      yield* inner.lock();
      yield* inner.unlock();
      yield* lock.unlock();
      yield* interrupts.restore(0);
    };
    const nestsThenOpen = function* (world: Machine): Steps {
      yield* nests(world);
      yield* world.inner.lock();
      yield* world.inner.unlock();
    };
    expect(brokenClaims(machine(nests, takes))).toEqual([]);
    expect(brokenClaims(machine(nestsThenOpen, takes))).toEqual(['irq safety']);
  });

  it('is not about a lock that is only tried for in the handler', () => {
    const tries = function* ({ lock }: Machine): Steps {
      if (yield* lock.tryLock()) yield* lock.unlock();
    };
    expect(brokenClaims(machine(takes, tries))).toEqual([]);
  });
});

describe('an interrupt handler', () => {
  it('must not sleep, and neither may who has interrupts off', () => {
    const allocates = function* (): Steps {
      yield* new Slab('cache').alloc();
    };
    const idle = function* (): Steps {};
    expect(brokenClaims(machine(idle, allocates))).toEqual(['I-ATOMIC']);
    const off = function* ({ interrupts }: Machine): Steps {
      yield* interrupts.save(1);
      yield* allocates();
      yield* interrupts.restore(1);
    };
    expect(brokenClaims(machine(off, idle))).toEqual(['I-ATOMIC']);
    expect(brokenClaims(machine(allocates, idle))).toEqual([]);
  });

  it('comes only where interrupts are on: optimal DPOR has the traces of brute force', () => {
    const session = new Session(machine(takesWithInterruptsOff, takes) as Scenario);
    const traces = (explore: (onEnd: () => boolean) => boolean) => {
      const found: string[] = [];
      explore(() => found.push(session.path.canonical()) > 0);
      return found.sort();
    };
    const expected = new Set(traces((onEnd) => new TracePrefixes(session).explore(onEnd)));
    const dpor = new OptimalDpor(session);
    expect(traces((onEnd) => dpor.explore(onEnd))).toEqual([...expected]);
    expect(dpor.blocked).toBe(0);
    expect(expected.size).toBe(2);
  });
});
