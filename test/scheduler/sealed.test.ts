/** Clocks and chance are caught in every exploration, wherever a scenario looks at them. */
import { describe, expect, it } from 'vitest';
import { program } from '../../bench/programs/program.js';
import { toyByRange } from '../../bench/programs/toy.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { certify } from '../../scheduler/certificate/certify.js';
import { verify } from '../../scheduler/certificate/verify.js';
import { explore } from '../../scheduler/explore.js';
import { NondeterminismError } from '../../scheduler/nondeterminism.js';
import { always } from '../../scheduler/property.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { type Operation, Step, type Steps } from '../../scheduler/step.js';

const inThread = (look: () => unknown): Scenario =>
  program('looks outside', () => {
    const x = new AtomicWord('x');
    const body = function* (): Steps {
      yield* x.load();
      if (look() === null) yield* x.store(1);
    };
    return { a: body, b: body };
  });

/** The error that exploring throws. */
function thrown(scenario: Scenario, strategy: 'traces' | 'states' | 'random' | 'auto' = 'auto'): NondeterminismError {
  try {
    explore(scenario, { strategy });
  } catch (error) {
    expect(error).toBeInstanceOf(NondeterminismError);
    return error as NondeterminismError;
  }
  throw new Error('nothing was thrown');
}

describe('a scenario that looks outside is refused, with the place and what to write', () => {
  const looks: [string, () => unknown][] = [
    ['Math.random', () => Math.random()],
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date()],
    ['Date()', () => Date()],
    ['performance.now', () => performance.now()],
    ['process.hrtime', () => process.hrtime()],
    ['process.hrtime.bigint', () => process.hrtime.bigint()],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['crypto.getRandomValues', () => crypto.getRandomValues(new Uint8Array(1))],
  ];

  it.each(looks)('%s', (name, look) => {
    const { message } = thrown(inThread(look));
    expect(message.startsWith(`${name} is called at /`)).toBe(true);
    expect(message).toMatch(/sealed\.test\.ts:\d+:\d+\. .*choose\(n, what\).*a fixed seed before boot\(\)/);
  });

  it.each(['traces', 'states', 'random'] as const)('by %s', (strategy) => {
    expect(
      thrown(
        inThread(() => Math.random()),
        strategy,
      ).message,
    ).toContain('Math.random');
  });

  it('in boot(), in operations, and in claims', () => {
    const { boot } = inThread(() => null);
    const inBoot: Scenario = {
      name: 'boot',
      boot() {
        Math.random();
        return boot();
      },
    };
    expect(thrown(inBoot).message).toContain('Math.random');
    const CHANCE: Operation<number> = { name: 'chance', perform: () => Math.random() };
    const inOperation = program('operation', () => ({
      a: () =>
        (function* () {
          yield* new Step(CHANCE, null);
        })(),
    }));
    expect(thrown(inOperation).message).toContain('Math.random');
    const inClaim: Scenario = {
      name: 'claim',
      boot,
      properties: [always('late', () => (Date.now() > 0 ? null : 'no'))],
    };
    expect(thrown(inClaim).message).toContain('Date.now');
  });

  it('when it is replayed, certified and verified', () => {
    const [honest, asking] = [() => 0, () => Math.random()].map((look) => ({ ...inThread(look), name: 'asks' })) as [
      Scenario,
      Scenario,
    ];
    const { certificate } = certify(honest, 'program');
    const schedule = parseSchedule('asks a:2:atomic_read(x) b:2:atomic_read(x)');
    expect(() => certify(asking, 'program')).toThrow(NondeterminismError);
    expect(() => verify(asking, certificate!)).toThrow(NondeterminismError);
    expect(() => replay(asking, schedule)).toThrow(NondeterminismError);
    let now = 0;
    certify(honest, 'program', {
      progressEvery: 1,
      onProgress() {
        now = Date.now(); // it is the caller's own code
        return true;
      },
    });
    expect(now).toBeGreaterThan(0);
  });

  it('even if it catches what is thrown', () => {
    const scenario = inThread(() => {
      try {
        return Math.random();
      } catch {
        return null;
      }
    });
    expect(thrown(scenario).message).toContain('Math.random');
  });
});

describe('everything else goes on', () => {
  it('a given date is no clock', () => {
    const scenario = inThread(() => (new Date(0) instanceof Date ? new Date(Date.UTC(2024, 1)).getUTCDate() : null));
    expect(explore(scenario).outcome).toBe('holds');
  });

  it('who is told of the progress may look at the clock', () => {
    let calls = 0;
    const look = () => {
      calls++;
      return new Date().getDate() + performance.now() + Math.random() > 0;
    };
    explore(toyByRange(3, 1), { strategy: 'traces', onProgress: look, onTrace: look, progressEvery: 10 });
    expect(calls).toBeGreaterThan(30);
  });

  it('afterwards all is as it was, whatever happened', () => {
    const before = [Math.random, Date, Date.now, performance.now, process.hrtime, crypto.randomUUID];
    thrown(inThread(() => Math.random()));
    explore(inThread(() => 1));
    expect([Math.random, Date, Date.now, performance.now, process.hrtime, crypto.randomUUID]).toEqual(before);
    expect(Object.hasOwn(performance, 'now')).toBe(false);
    expect(Math.random()).toBeLessThan(1);
  });
});

describe('what outlives boot()', () => {
  it('is told with the event and the object that differ', () => {
    const kept: number[] = [];
    const scenario = program('leftover', () => {
      const [log, x, last] = [new AtomicWord('log'), new AtomicWord('x'), new AtomicWord('last')];
      const body = function* (): Steps {
        yield* log.store(kept.push(0));
        yield* kept.length > 2 ? x.load() : x.store(1);
        yield* last.xchg(1);
      };
      return { a: body, b: body };
    });
    const { message } = thrown(scenario, 'traces');
    expect(message).toMatch(
      /leftover: at event \d+ the next step of [ab] was atomic_\w+\(x\), now it is atomic_\w+\(x/,
    );
    expect(message).toMatch(
      /; after \d+ events? [ab] asks for atomic_set\(log, \d+\) .* in one run and asks for atomic_set\(log, \d+\)/,
    );
  });
});
