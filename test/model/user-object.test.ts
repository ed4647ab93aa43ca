/** Primitives of a user's own: an honest one of at most 40 lines, and what the self-check says of dishonest ones. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  AtomicWord,
  always,
  checkCommutation,
  defineScenario,
  explore,
  type ObjectOperation,
  type Scenario,
  SharedObject,
  Step,
  type StepOperation,
  type Steps,
} from '../../index.js';
import { Session } from '../../scheduler/session.js';
import { OptimalDpor } from '../../scheduler/strategies/optimal-dpor.js';
import { TracePrefixes } from '../../scheduler/strategies/trace-prefixes.js';
import { Latch } from '../support/latch.js';

const latchOperations: readonly ObjectOperation<Latch>[] = [
  { name: 'countDown', step: (latch) => latch.countDown() },
  { name: 'wait', step: (latch) => latch.wait() },
];

const differences = (report: ReturnType<typeof checkCommutation>) =>
  report.faults.map(({ operations, state, differs }) => `${operations.join(' and ')} in ${state}: ${differs}`);

describe('an honest object', () => {
  it('takes no more than 40 lines', () => {
    const text = readFileSync(new URL('../support/latch.ts', import.meta.url), 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
  });

  it('is accepted', () => {
    const report = checkCommutation({ name: 'Latch', make: () => new Latch('latch', 2), operations: latchOperations });
    // Two count down in any state; two that wait may both go on at 0.
    expect(report).toEqual({ faults: [], states: 3, pairs: 4 });
  });

  it('works in both engines', () => {
    const counted = (from: number) =>
      defineScenario({
        name: `counted-from-${from}`,
        boot() {
          const latch = new Latch('latch', from);
          function* count(): Steps {
            yield* latch.countDown();
          }
          function* wait(): Steps {
            yield* latch.wait();
          }
          return { world: latch, threads: { t0: count, t1: count, waiter: wait } };
        },
        properties: [always('not below zero', ({ left }: Latch) => (left < 0 ? `${left} left` : null))],
      });
    for (const strategy of ['traces', 'states'] as const) {
      expect(explore(counted(2), { strategy }).outcome).toBe('holds');
      expect(explore(counted(3), { strategy }).broken).toHaveProperty('deadlock');
    }
    // Counting down commutes, and so there is one trace where the waiter needs both.
    expect(explore(counted(2), { strategy: 'traces' }).counts).toMatchObject({ executions: 1 });
  });
});

it('an object that code between steps touches, now and then, loses no trace', () => {
  class Log extends SharedObject {
    #lines: readonly string[] = [];

    add(line: string): void {
      this.modifies();
      this.#lines = [...this.#lines, line];
    }
    snapshot(): unknown {
      return this.#lines;
    }
  }
  const logging: Scenario = {
    name: 'logging',
    boot() {
      const [log, x, y] = [new Log('log'), new AtomicWord('x'), new AtomicWord('y')];
      return {
        world: null,
        threads: {
          *writer(): Steps {
            yield* x.store(1);
          },
          *reader(): Steps {
            if ((yield* x.xchg(2)) === 1) log.add('one');
          },
          *logger(): Steps {
            yield* y.load();
            log.add('seen');
          },
        },
      };
    },
  };
  const explored = new Session(logging);
  const dpor = new OptimalDpor(explored);
  const found: string[] = [];
  const expected = new Set<string>();
  let beginning = 0;
  dpor.explore(() => {
    if (explored.beginnings !== beginning) found.length = 0;
    beginning = explored.beginnings;
    found.push(explored.path.canonical());
    return true;
  });
  const brute = new Session(logging);
  new TracePrefixes(brute).explore(() => expected.add(brute.path.canonical()) !== undefined);
  expect(dpor.blocked).toBe(0);
  expect(found.sort()).toEqual([...expected].sort());
});

describe('refuted, with the pair, the state, and what differs, is', () => {
  it('a write that is declared as a read', () => {
    class Lying extends Latch {
      override decrease(): void {
        this.reads();
        this.left--;
      }
    }
    const make = () => new Lying('latch', 1);
    const report = checkCommutation({ name: 'Lying', make, operations: latchOperations });
    expect(differences(report)).toEqual([
      'countDown and wait in latch: 1: enabledness',
      'wait and countDown in latch: 1: enabledness',
    ]);
    expect(report.faults[0]!.message).toBe(
      'Lying: countDown and wait do not conflict, but their order matters for enabledness in state latch: 1',
    );
  });

  it('a range that is too small', () => {
    class Slots extends SharedObject {
      readonly #used = [false, false, false];

      use(from: number, to: number): void {
        this.modifies(from, from + 1); // and not up to `to`
        this.#used.fill(true, from, to);
      }
      isUsed(slot: number): boolean {
        this.reads(slot, slot + 1);
        return this.#used[slot]!;
      }
      snapshot(): unknown {
        return [...this.#used];
      }
    }
    const operations: readonly ObjectOperation<Slots>[] = [
      { name: 'use 0 and 1', plain: (slots) => slots.use(0, 2) },
      { name: 'use 2', plain: (slots) => slots.use(2, 3) },
      { name: 'look at 1', plain: (slots) => slots.isUsed(1) },
    ];
    const report = checkCommutation({ name: 'Slots', make: () => new Slots('slots'), operations });
    expect(differences(report)).toContain('use 0 and 1 and look at 1 in slots: [false,false,false]: results');
    const pairs = report.faults.map((fault) => [...fault.operations].sort().join(' / '));
    expect(new Set(pairs)).toEqual(new Set(['look at 1 / use 0 and 1']));
  });

  it('a step that waits for something it does not say it waits on', () => {
    const PASS: StepOperation<void> = {
      name: 'pass',
      enabled: (step) => (step.object as Gate).isOpen.left === 0,
      perform: (step) => (step.object as Gate).look(),
    };
    class Gate extends SharedObject {
      readonly isOpen = new Latch('open', 1);

      pass(): Step<void> {
        return new Step(PASS, this);
      }
      look(): void {
        this.reads();
      }
      snapshot(): null {
        return null;
      }
    }
    const operations: readonly ObjectOperation<Gate>[] = [
      { name: 'pass', step: (gate) => gate.pass() },
      { name: 'open', step: ({ isOpen }) => isOpen.countDown() },
    ];
    const report = checkCommutation({ name: 'Gate', make: () => new Gate('gate'), operations });
    expect(differences(report)).toContain('pass and open in gate: null, open: 1: enabledness');
    const declared: StepOperation<void> = {
      ...PASS,
      waitsOn: (step) => [(step.object as Gate).isOpen],
      perform: (step) => (step.object as Gate).isOpen.look(),
    };
    const honest = { name: 'pass', step: (gate: Gate) => new Step(declared, gate) };
    const make = () => new Gate('gate');
    expect(checkCommutation({ name: 'Gate', make, operations: [honest, operations[1]!] }).faults).toEqual([]);
  });
});
