/** The paranoid mode: each of its checks finds what it is for, and is silent where all is well. */
import { describe, expect, it } from 'vitest';
import { program, threads, words } from '../../bench/programs/program.js';
import { toyByRange } from '../../bench/programs/toy.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Field } from '../../model/sync/field.js';
import { extraPrefetchV1 } from '../../scenarios/cpu-zone-2023/extra-prefetch-v1.js';
import { explore } from '../../scheduler/explore.js';
import { SharedObject } from '../../scheduler/object.js';
import { requireSameAgain } from '../../scheduler/paranoid/reruns.js';
import { TraceOracle } from '../../scheduler/paranoid/trace-oracle.js';
import { always } from '../../scheduler/property.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';
import { bugOn, choose, declareLocalState, type Operation, Step, type Steps } from '../../scheduler/step.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import type { Mutation } from '../../scheduler/strategies/reversal.js';
import { scenarioOf } from '../fuzz/program.js';
import { KILLERS } from './mutant-killers.js';

const paranoid = (scenario: Scenario, strategy?: 'traces' | 'auto') =>
  explore(scenario, { paranoid: true, ...(strategy === undefined ? {} : { strategy }) });

/** Two threads; `x` is whatever word it is given. */
const storeAndLoad = (make: () => AtomicWord): Scenario =>
  program('words', () => {
    const x = make();
    return {
      a: function* () {
        yield* x.store(1);
      },
      b: function* () {
        bugOn((yield* x.load()) > 1, 'never');
      },
    };
  });

describe('swapped events', () => {
  it('show an object that declares a read where it writes, by name, and both steps', () => {
    class LyingWord extends AtomicWord {
      override assign(value: number): void {
        this.reads();
        this.value = value;
      }
    }
    const verdict = paranoid(
      storeAndLoad(() => new LyingWord('x')),
      'traces',
    );
    expect(verdict.outcome).toBe('inconclusive');
    expect(verdict.reason).toMatch(
      /atomic_set\(x\) of a and atomic_read\(x\) of b \(events 2 and 4\) are called independent, but atomic_read\(x\) of b gives 1 in this order and 0 in the other. See what x declares to touch/,
    );
    expect(explore(storeAndLoad(() => new LyingWord('x'))).outcome).toBe('holds');
  });

  it('show an object whose content depends on the order', () => {
    class Log extends SharedObject {
      static readonly APPEND: Operation<void> = {
        name: 'append',
        perform: ({ object, argument }) => (object as Log).append(argument as number),
      };
      readonly #lines: number[] = [];
      append(line: number): void {
        this.updates();
        this.#lines.push(line);
      }
      snapshot(): unknown {
        return [...this.#lines];
      }
    }
    const scenario = program('logs', () => {
      const log = new Log('log');
      return threads(
        2,
        (k) =>
          function* () {
            yield* new Step(Log.APPEND, log, k);
          },
      );
    });
    expect(paranoid(scenario, 'traces').reason).toMatch(
      /append\(log\) of t0 and append\(log\) of t1 .* but afterwards log holds \[0,1\] in this order and \[1,0\] in the other. See what log declares/,
    );
  });

  it('show a condition that reads more than the step waits on', () => {
    const AWAIT: Operation<void> = {
      name: 'await both',
      enabled: ({ argument }) => (argument as AtomicWord[]).every(({ value }) => value === 1),
      perform: ({ argument }) => void (argument as AtomicWord[])[0]!.observe(),
    };
    const scenario = program('forgets one', () => {
      const both = words('x', 2);
      return {
        ...threads(
          2,
          (k) =>
            function* () {
              yield* both[k]!.store(1);
            },
        ),
        waiter: function* () {
          yield* new Step(AWAIT, both[0]!, both);
        },
      };
    });
    expect(paranoid(scenario, 'traces').reason).toMatch(
      /atomic_set\(x\[1\]\) of t1 and await both\(x\[0\]\) of waiter .* is possible in one order only/,
    );
  });

  it('show two threads that share a variable that is no object', () => {
    const scenario = program('hidden', () => {
      const [own] = [words('own', 2)];
      let turns = 0;
      return threads(
        2,
        (k) =>
          function* () {
            yield* own[k]!.load();
            yield* own[k]!.store(turns++);
          },
      );
    });
    const { outcome, reason } = paranoid(scenario, 'traces');
    expect(outcome).toBe('inconclusive');
    expect(reason).toMatch(/are called independent.* a variable that is no shared object/);
  });
});

describe('a second run of an execution', () => {
  it('shows what outlives boot(), even if threads take the same steps', () => {
    let runs = 0;
    const forgetful = program('forgetful', () => {
      const [x, y] = [new AtomicWord('x'), new AtomicWord('y')];
      return {
        a: function* () {
          yield* y.store(1);
          yield* x.store(runs++);
        },
        b: function* () {
          yield* y.load();
        },
      };
    });
    expect(explore(forgetful, { strategy: 'traces' }).outcome).toBe('holds');
    expect(() => paranoid(forgetful, 'traces')).toThrow(
      /forgetful: after 2 events a asks for atomic_set\(x, \d+\) and can go on in one run and asks for atomic_set\(x, \d+\)/,
    );
  });

  it('shows what boot() itself keeps', () => {
    let boots = 0;
    const forgetful = program('forgetful', () => {
      const x = new AtomicWord('x', ++boots);
      return {
        a: function* () {
          yield* x.load();
        },
      };
    });
    expect(() => paranoid(forgetful, 'traces')).toThrow(/forgetful: after boot\(\) x holds \d+ in one run and \d+ in/);
  });

  it('shows what only the first run has', () => {
    let isFirst = true;
    const once = program('once', () => {
      const [x, y] = [new Field('x', 0), new AtomicWord('y')];
      return {
        a: function* () {
          yield* y.load();
          if (isFirst) x.set(1);
          isFirst = false;
        },
      };
    });
    const session = new Session(once);
    session.restart();
    for (let k = 0; k < 2; k++) session.step(0, 0);
    expect(() => requireSameAgain(session)).toThrow('once: after 2 events x holds 1 in one run and 0 in the next');
  });

  it('shows a result that differs', () => {
    let runs = 0;
    const NOW: Operation<number> = { name: 'now', perform: () => runs++ };
    const scenario = program('tells the run', () => ({
      a: function* (): Steps<number> {
        return yield* new Step(NOW, null);
      },
    }));
    expect(() => paranoid(scenario, 'traces')).toThrow(
      /at event 2 now\(\) of a gave \d+ in one run and \d+ in the next/,
    );
  });
});

describe('brute force', () => {
  /** What a reduction, perhaps with a fault, has visited. */
  const visited = (scenario: Scenario, mutation: Mutation = {}, times = 1) => {
    const session = new Session(scenario);
    const oracle = new TraceOracle(session);
    new OptimalDpor(session, mutation).explore(() => {
      for (let k = 0; k < times; k++) oracle.add();
      return true;
    });
    return oracle;
  };
  const crossed = program('crossed', () => {
    const both = words('x', 2);
    return threads(
      2,
      (k) =>
        function* () {
          yield* both[k]!.store(1);
          yield* both[1 - k]!.load();
        },
    );
  });

  it('has the traces of an engine that is right', () => {
    expect(visited(crossed).compare()).toEqual({
      fault: null,
      said: expect.stringMatching(/^the same traces by brute force over \d+ prefixes$/),
    });
  });

  it.each(Object.keys(KILLERS) as (keyof typeof KILLERS)[])('shows the first trace that differs with %s', (which) => {
    const { fault } = visited(scenarioOf(KILLERS[which]), { [which]: true }).compare();
    expect(fault).toMatch(
      /the trace of this schedule (is missing|is visited twice|is none that brute force finds): \S+ .*t\d:\d/,
    );
  });

  it('shows one that is visited twice', () => {
    const { fault } = visited(crossed, {}, 2).compare();
    expect(fault).toContain('the trace of this schedule is visited twice: crossed t0:');
  });

  it('shows one that does not exist', () => {
    let ways = 2;
    const oracle = visited(
      program('fewer', () => ({
        a: function* () {
          yield* choose(ways, 'way');
        },
      })),
    );
    ways = 1;
    expect(oracle.compare().fault).toContain('is none that brute force finds: fewer a:2=1:way');
  });

  it('says how far it went where there is too much', () => {
    expect(visited(crossed).compare(5)).toEqual({
      fault: null,
      said: expect.stringMatching(/^too large for brute force, which stopped after 5 prefixes and \d+ of the traces$/),
    });
  });

  it('shows one that breaks other claims: one about each page is about several', () => {
    const { outcome, reason } = paranoid(
      pages(2, (set) => set.join() === '0,1'),
      'traces',
    );
    expect(outcome).toBe('inconclusive');
    expect(reason).toMatch(/breaks nothing when explored and order by brute force: pages t0:/);
  });
});

/** As many threads, each of which sets a page; the claim says falsely that it is about each page by itself. */
function pages(count: number, isWrong: (set: readonly number[]) => boolean): Scenario {
  class Pages extends SharedObject {
    static readonly SET: Operation<void> = {
      name: 'set',
      perform: ({ object, argument }) => (object as Pages).set(argument as number),
    };
    readonly #set = Array.from({ length: count }, () => 0);
    set(page: number): void {
      this.writes(page, page + 1);
      this.#set[page] = 1;
    }
    look(): readonly number[] {
      this.reads();
      return this.#set;
    }
    snapshot(): unknown {
      return [...this.#set];
    }
  }
  const order = always('order', (all: Pages) => (isWrong(all.look()) ? 'out of order' : null), { perRange: true });
  return {
    name: 'pages',
    properties: [order],
    boot() {
      const all = new Pages('pages');
      const setter = (k: number) =>
        function* (): Steps {
          yield* new Step(Pages.SET, all, k);
        };
      return { world: all, threads: threads(count, setter) };
    },
  };
}

describe('without a strategy', () => {
  it('has both engines agree, and says what was compared', () => {
    const verdict = paranoid(extraPrefetchV1);
    expect(verdict).toMatchObject({
      outcome: 'violated',
      unexpected: '',
      counts: { strategy: 'traces', executions: 8 },
    });
    expect(verdict.choice).toBe('explored by traces and by states');
    expect(verdict.checked).toMatch(
      /^8 executions run again; \d+ pairs of independent events swapped; the same traces by brute force over \d+ prefixes$/,
    );
    for (const toy of [toyByRange(2, 2), toyByRange(3, 1)]) expect(paranoid(toy).outcome).toBe('holds');
  });

  it('says where the engines differ', () => {
    const { outcome, reason } = paranoid(pages(3, (set) => set.join() === '0,1,0'));
    expect(outcome).toBe('inconclusive');
    expect(reason).toContain('the engines differ: by traces holds, by states violated (order)');
    expect(paranoid(pages(3, () => false)).outcome).toBe('holds');
  });

  it('is by states where there are many traces or endless ones, and by traces where there are no states', () => {
    const many = paranoid(toyByRange(3, 2));
    expect(many).toMatchObject({ choice: 'explored by states (more than 2000 traces)', counts: { states: 562 } });
    const spinning: Scenario = {
      ...program('spinning', () => {
        const x = new AtomicWord('x');
        return {
          a: function* () {
            for (;;) {
              declareLocalState(null);
              if ((yield* x.xchg(2)) === 1) return;
            }
          },
          b: function* () {
            yield* x.store(1);
          },
        };
      }),
      stepBound: 20,
    };
    expect(paranoid(spinning).choice).toBe('explored by states (some executions do not end)');
    expect(paranoid(spinning, 'traces').checked).toContain('no brute force: some executions do not end');
    const opaque = program('opaque', () => {
      const field = new Field('callback', () => 1);
      return {
        a: function* () {
          field.get();
        },
      };
    });
    expect(paranoid(opaque)).toMatchObject({
      outcome: 'holds',
      choice: expect.stringContaining('explored by traces (not by states: callback'),
    });
  });

  it('keeps to limits', () => {
    const { outcome, checked } = explore(toyByRange(4, 1), { paranoid: true, maxExecutions: 40 });
    expect(outcome).toBe('holds within');
    expect(checked).toMatch(
      /^17 executions run again; \d+ pairs of independent events swapped; no brute force: the exploration is not complete$/,
    );
    expect(() => explore(toyByRange(2, 1), { paranoid: true, strategy: 'source' })).toThrow('found source');
  });
});
