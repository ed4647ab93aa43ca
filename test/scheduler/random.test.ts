/** Random executions: real ones, the same for the same seed, spread as theory says, and what a clean campaign claims. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastzero } from '../../bench/programs/classic.js';
import { program, range, words } from '../../bench/programs/program.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { awaitUntil } from '../../model/sync/await.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { spawn } from '../../model/sync/thread.js';
import { scenarios } from '../../scenarios/catalogue.js';
import { explore } from '../../scheduler/explore.js';
import type { ExploreOptions } from '../../scheduler/explore-options.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { bugOn, choose, type Steps } from '../../scheduler/step.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { RandomExecutions } from '../../scheduler/strategies/random-executions.js';
import { SAMPLERS, type SamplerName, type SamplerOptions } from '../../scheduler/strategies/samplers.js';
import type { RandomCounts, Verdict } from '../../scheduler/verdict.js';
import { FEATURE_SETS, programs, scenarioOf } from '../fuzz/program.js';

/** Who ran, event by event, in each of so many executions. */
function schedules(scenario: Scenario, executions: number, options: SamplerOptions, seed = 'a'): string[] {
  const session = new Session(scenario);
  const found: string[] = [];
  let beginning = 0;
  new RandomExecutions(session, seed, options).explore(() => {
    if (session.beginnings !== beginning) found.length = 0;
    beginning = session.beginnings;
    return found.push(session.path.thread.slice(0, session.path.depth).join('')) < executions;
  });
  return found;
}

function random(scenario: Scenario, options: ExploreOptions = {}): Verdict & { readonly counts: RandomCounts } {
  return explore(scenario, { strategy: 'random', ...options }) as Verdict & { readonly counts: RandomCounts };
}

/** One word each, loaded so many times: events that all commute. */
function* loads(word: AtomicWord, count: number): Steps {
  for (let k = 0; k < count; k++) yield* word.load();
}

const shipped = (name: string): Scenario => scenarios.find((each) => each.name === name)!;

describe('the same seed gives the same executions, another seed others', () => {
  const [first] = fc.sample(programs(FEATURE_SETS.words!), { numRuns: 1, seed: 42 });
  const scenario = scenarioOf(first!);

  it.each(SAMPLERS)('%s', (sampler) => {
    const [one, again, other] = ['a', 'a', 'b'].map((seed) => schedules(scenario, 20, { sampler }, seed));
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });

  it('on any machine', () => {
    const some = SAMPLERS.map((sampler) => `${sampler}: ${schedules(scenario, 5, { sampler }).join(' ')}`);
    expect(some).toMatchInlineSnapshot(`
      [
        "portfolio: 022211 122201 110222 021221 022121",
        "pos: 022211 221102 211022 102221 120122",
        "surw: 101222 122201 112022 110222 121022",
        "pct: 112220 222011 112022 112220 222101",
        "urw: 101222 122201 222011 121022 221102",
        "walk: 101222 122201 112022 110222 121022",
      ]
    `);
  });

  it('and the same verdict, to the bit', () => {
    const run = (seed: string) =>
      JSON.stringify(random(shipped('extra-prefetch-v1'), { maxExecutions: 60, random: { seed } }));
    expect(run('x')).toBe(run('x'));
    expect(run('x')).not.toBe(run('y'));
  });
});

describe('only traces that optimal DPOR found are seen by', () => {
  it.each(SAMPLERS)('%s', (sampler) => {
    fc.assert(
      fc.property(programs(FEATURE_SETS.mixed!), (each) => {
        const session = new Session(scenarioOf(each));
        const found = new Set<string>();
        let beginning = 0;
        const complete = new OptimalDpor(session).explore(() => {
          if (session.beginnings !== beginning) found.clear();
          beginning = session.beginnings;
          found.add(session.path.canonical());
          return found.size < 2_000;
        });
        if (!complete) return;
        let left = 20;
        new RandomExecutions(session, 'real', { sampler }).explore(() => {
          expect(found).toContain(session.path.canonical());
          return --left > 0;
        });
      }),
      { numRuns: 25, seed: 2026 },
    );
  });
});

/** Pearson's statistic against `kinds` outcomes of equal probability. */
function chiSquare(outcomes: readonly string[], kinds: number): number {
  const counts = new Map<string, number>();
  for (const each of outcomes) counts.set(each, (counts.get(each) ?? 0) + 1);
  const expected = outcomes.length / kinds;
  const unseen = (kinds - counts.size) * expected;
  return [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, unseen);
}

/** Exceeded by a uniform sample with a probability far below one in a thousand. */
const chiSquareBound = (kinds: number) => kinds - 1 + 4 * Math.sqrt(2 * (kinds - 1));

describe('URW draws interleavings uniformly', () => {
  const N = 7_000;

  it('of threads of different lengths; a random walk does not', () => {
    // 2 and 4 events with `begin`: 15 interleavings.
    const scenario = program('independent', () => {
      const [a, b] = words('w', 2);
      return { a: () => loads(a!, 1), b: () => loads(b!, 3) };
    });
    const drawn = (sampler: SamplerName) => schedules(scenario, N, { sampler });
    expect(new Set(drawn('urw')).size).toBe(15);
    expect(chiSquare(drawn('urw'), 15)).toBeLessThan(chiSquareBound(15));
    expect(chiSquare(drawn('walk'), 15)).toBeGreaterThan(2 * chiSquareBound(15));
  });

  it('of threads that spawn others', () => {
    const scenario = program('spawning', () => {
      const [a, b, c] = words('w', 3);
      return {
        *parent() {
          yield* a!.load();
          yield* spawn('child', () => loads(c!, 1));
        },
        other: () => loads(b!, 1),
      };
    });
    // Parent: begin, load, spawn, goes on; child: begin, load, after the spawn; other: begin, load. 3 ways to merge what
    // follows the spawn, and C(8, 2) places for the other's events.
    const drawn = schedules(scenario, N, { sampler: 'urw' });
    expect(new Set(drawn).size).toBe(84);
    expect(chiSquare(drawn, 84)).toBeLessThan(chiSquareBound(84));
  });
});

describe('SURW draws the orders of selected events uniformly', () => {
  const N = 3_000;
  /** Threads that add to x twice, the first among many events of its own. */
  const scenario = program('selected', () => {
    const [x, own] = [new AtomicWord('x'), new AtomicWord('own')];
    return {
      *a() {
        yield* loads(own, 6);
        yield* x.addReturn(1);
        yield* loads(own, 6);
        yield* x.addReturn(1);
      },
      *b() {
        yield* x.addReturn(1);
        yield* x.addReturn(1);
      },
    };
  });

  const orders = (options: SamplerOptions) => {
    const session = new Session(scenario);
    const found: string[] = [];
    new RandomExecutions(session, 'a', options).explore(() => {
      const { path, execution } = session;
      const x = execution.context.objects.find(({ name }) => name === 'x')!.id;
      const on = range(path.depth).filter((j) => path.object[j] === x);
      return found.push(on.map((j) => path.thread[j]).join('')) < N;
    });
    return found;
  };

  it('on the object with the most conflicts; URW does not', () => {
    expect(chiSquare(orders({ sampler: 'surw' }), 6)).toBeLessThan(chiSquareBound(6));
    expect(chiSquare(orders({ sampler: 'urw' }), 6)).toBeGreaterThan(10 * chiSquareBound(6));
  });

  it('on objects that are named', () => {
    expect(chiSquare(orders({ sampler: 'surw', objects: ['x'] }), 6)).toBeLessThan(chiSquareBound(6));
    expect(chiSquare(orders({ sampler: 'surw', objects: ['own'] }), 6)).toBeGreaterThan(10 * chiSquareBound(6));
    expect(() => random(scenario, { maxExecutions: 5, random: { sampler: 'surw', objects: ['y'] } })).toThrow(
      'selected: no event touches an object "y"; touched are own, x',
    );
  });
});

describe('POS', () => {
  /** Of the executions that `late` begins, the share of those that it ends. */
  function shareLast(scenario: Scenario, sampler: SamplerName): number {
    const begun = schedules(scenario, 4_000, { sampler }).filter((schedule) => schedule.startsWith('0'));
    return begun.filter((schedule) => schedule.endsWith('0')).length / begun.length;
  }

  /** One event of `late` against 20 of `busy`, on one word or on two. */
  const against = (sharesWord: boolean) =>
    program('one-against-many', () => {
      const [x, y] = [new AtomicWord('x'), new AtomicWord('y')];
      return { late: () => loads(x, 1), busy: () => stores(sharesWord ? x : y, 20) };
    });
  function* stores(word: AtomicWord, count: number): Steps {
    for (let k = 0; k < count; k++) yield* word.store(k);
  }

  it('keeps the priority of a pending event over events that it commutes with', () => {
    // It comes last if it is below all that is drawn meanwhile: about 1 in 20, where a walk needs 20 tosses of a coin.
    expect(shareLast(against(false), 'pos')).toBeGreaterThan(1 / 30);
    expect(shareLast(against(false), 'walk')).toBeLessThan(1 / 1_000);
  });

  it('draws it again after an event that it depends on', () => {
    expect(shareLast(against(true), 'pos')).toBeLessThan(1 / 1_000);
  });
});

describe('PCT', () => {
  /** Breaks if x is read between two writes of it, `depth` - 1 times in turn: that many preemptions, one order more. */
  function turns(depth: number): Scenario {
    return program(`depth-${depth}`, () => {
      const x = new AtomicWord('x');
      const half = Math.ceil(depth / 2);
      return {
        *a() {
          for (let k = 0; k < half; k++) {
            yield* loads(x, 2);
            yield* x.cmpxchg(2 * k, 2 * k + 1);
          }
        },
        *b() {
          for (let k = 0; k < half; k++) {
            yield* loads(x, 2);
            const seen = yield* x.cmpxchg(2 * k + 1, 2 * k + 2);
            bugOn(2 * k + 1 === depth && seen === depth, 'all in turn');
            if (seen !== 2 * k + 1) return;
          }
        },
      };
    });
  }

  it.each([1, 3])('of depth %i finds a bug of that depth at least as often as its bound says', (depth) => {
    const { broken, counts } = random(turns(depth), { maxExecutions: 3_000, random: { sampler: 'pct', depth } });
    const bound = 1 / (counts.threads * counts.longest ** (depth - 1));
    expect(broken.BUG_ON! / 3_000).toBeGreaterThan(bound);
  });

  it('of depth 1 never preempts: it misses what needs a preemption', () => {
    expect(random(turns(3), { maxExecutions: 500, random: { sampler: 'pct', depth: 1 } }).outcome).toBe('holds within');
    const orders = schedules(turns(1), 200, { sampler: 'pct', depth: 1 });
    expect(new Set(orders)).toEqual(new Set(['00001111', '11110000']));
  });

  it('claims the bound of the executions whose change points could fall anywhere', () => {
    const { counts, reason } = random(lastzero(2), { maxExecutions: 600 });
    const { threads, longest, pct } = counts;
    expect([threads, longest]).toEqual([3, 10]);
    const [two, three] = [2, 3].map((depth) => 1 - 1 / (threads * longest ** (depth - 1)));
    // Those before the longest execution was seen do not count.
    expect(pct!.executions).toBeLessThan(200);
    expect(pct!.executions).toBeGreaterThan(180);
    const half = pct!.executions / 2;
    const claimed = (twos: number, threes: number) => two! ** twos * three! ** threes;
    const splits = [Math.floor(half), Math.ceil(half)];
    expect(splits.map((twos) => claimed(twos, pct!.executions - twos))).toContainEqual(
      expect.closeTo(pct!.survival[1], 12),
    );
    expect(pct!.survival[0]).toBe(pct!.survival[1]);
    expect(splits.map((threes) => claimed(0, threes))).toContainEqual(expect.closeTo(pct!.survival[2], 12));
    expect(reason).toMatch(
      /^600 random executions met \d+ distinct traces; a bug of depth 1, 2, 3 would have survived the \d+ of PCT with /,
    );
    expect(reason).toContain('if no execution has more than the 3 threads and 10 events that were measured');
  });

  it('claims nothing of depths beyond its own, nor for other samplers, and says what choices do to it', () => {
    const pct = (depth: number) =>
      random(lastzero(2), { maxExecutions: 50, random: { sampler: 'pct', depth } }).counts.pct!.survival;
    expect(pct(1)).toEqual([expect.closeTo((2 / 3) ** 50, 12), 1, 1]);
    expect(pct(2)[2]).toBe(1);
    expect(random(lastzero(2), { random: { sampler: 'pos' }, maxExecutions: 50 })).toMatchObject({
      counts: { pct: null },
      reason: expect.stringMatching(/^50 random executions met \d+ distinct traces; how likely/),
    });
    const choosing = program('choosing', () => ({
      *a() {
        yield* choose(2, 'either');
      },
    }));
    expect(random(choosing, { maxExecutions: 10 }).reason).toContain('that needs no particular outcome of a choice');
  });
});

describe('a campaign', () => {
  it('counts distinct traces: all that there are, in the end', () => {
    const { counts } = explore(lastzero(3), { strategy: 'traces' });
    expect(random(lastzero(3), { maxExecutions: 3_000 }).counts.traces).toBe(
      counts.strategy === 'traces' ? counts.executions : NaN,
    );
  });

  it('finds what is broken, with the smallest counterexample of all traces', () => {
    const scenario = shipped('extra-prefetch-v1');
    const verdict = random(scenario, { maxExecutions: 300 });
    expect(verdict).toMatchObject({ outcome: 'violated', unexpected: '', counts: { executions: 300, seed: '1' } });
    expect(verdict.broken['I-FILL']).toBe(verdict.counts.violating);
    expect(verdict.counterexample).toEqual(explore(scenario).counterexample);
  });

  it('stops at the first broken claim if asked to, or when interrupted', () => {
    const first = random(shipped('extra-prefetch-v1'), { untilFirst: true });
    expect(first).toMatchObject({ counts: { violating: 1 }, reason: 'stopped at the first broken claim' });
    const interrupted = random(lastzero(3), {
      progressEvery: 7,
      onProgress: ({ strategy, explored }) => strategy !== 'random' || explored < 14,
    });
    expect(interrupted.counts.executions).toBe(14);
  });

  it('begins again when it learns what changes steps or threads', () => {
    function* child(lock: SpinLock, late: AtomicWord): Steps {
      if (yield* lock.tryLock()) yield* lock.unlock();
      yield* late.load();
    }
    const scenario = program('late', () => {
      const [lock, word] = [new SpinLock('lock'), new AtomicWord('word')];
      return {
        *a() {
          yield* lock.lock();
          yield* lock.unlock();
        },
        *b() {
          if ((yield* choose(8, 'rarely')) === 7) yield* spawn('child', () => child(lock, word));
        },
      };
    });
    const exact = explore(scenario, { strategy: 'traces' });
    const { counts } = random(scenario, { maxExecutions: 500 });
    expect(counts).toMatchObject({ executions: 500, threads: 3 });
    expect(counts.traces).toBe(exact.counts.strategy === 'traces' ? exact.counts.executions : NaN);
  });

  it('ends executions that would not end', () => {
    const endless: Scenario = {
      ...program('endless', () => {
        const word = new AtomicWord('word');
        return {
          *a() {
            while ((yield* word.addReturn(1)) > 0);
          },
        };
      }),
      stepBound: 30,
    };
    expect(random(endless, { maxExecutions: 20 }).broken).toEqual({ 'step bound': 20 });
  });

  it('finds deadlocks, also where those that are to be next wait', () => {
    const scenario = program('all-wait', () => {
      const [x, y] = [new AtomicWord('x'), new AtomicWord('y')];
      const waits = (mine: AtomicWord, other: AtomicWord) =>
        function* (): Steps {
          yield* awaitUntil([mine], () => mine.current === 1);
          yield* other.store(1);
        };
      return { a: waits(x, y), b: waits(y, x), c: () => loads(x, 2) };
    });
    for (const sampler of SAMPLERS)
      expect(random(scenario, { maxExecutions: 20, random: { sampler } }).broken).toEqual({ deadlock: 20 });
  });
});
