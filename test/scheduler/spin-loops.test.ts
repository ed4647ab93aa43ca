/** Loops that only read, by traces: waits. */
import { describe, expect, it } from 'vitest';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { Field } from '../../model/sync/field.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { explore } from '../../scheduler/explore.js';
import { replay } from '../../scheduler/replay.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { parseSchedule } from '../../scheduler/schedule.js';
import { bugOn, declareLocalState, progress, type Steps } from '../../scheduler/step.js';

interface Words {
  readonly x: AtomicWord;
  readonly y: AtomicWord;
  readonly lock: SpinLock;
  readonly field: Field<number>;
}
type Body = (words: Words) => Steps;

function program(threads: Record<string, Body>, daemons: Record<string, Body> = {}): Scenario<Words> {
  const bodies = (all: Record<string, Body>, words: Words) =>
    Object.fromEntries(Object.entries(all).map(([name, body]) => [name, () => body(words)]));
  return {
    name: 'program',
    stepBound: 200,
    boot() {
      const [x, y] = [new AtomicWord('x'), new AtomicWord('y')];
      const words = { x, y, lock: new SpinLock('lock'), field: new Field('field', 0) };
      return { world: words, threads: bodies(threads, words), daemons: bodies(daemons, words) };
    },
  };
}

const spin: Body = function* ({ x }) {
  while ((yield* x.load()) === 0);
};
const declared: Body = function* ({ x }) {
  for (;;) {
    declareLocalState('waiting');
    if ((yield* x.load()) !== 0) return;
  }
};
const set: Body = function* ({ x }) {
  yield* x.store(1);
};
const strategies = ['traces', 'source', 'preemptions', 'delays'] as const;

describe('a loop that only reads', () => {
  it.each(strategies)('waits, exactly where the thread declares what it knows: %s', (strategy) => {
    const verdict = explore(program({ declared, set }), { strategy });
    // The store comes before the loop or after one round of it.
    expect(verdict).toMatchObject({ outcome: 'holds', reason: null, counts: { executions: 2, blocked: 0 } });
  });

  it.each(strategies)('is cut after two rounds else, and the verdict says so: %s', (strategy) => {
    const verdict = explore(program({ spin, set }), { strategy });
    // After no round, one or two.
    expect(verdict).toMatchObject({
      outcome: 'holds within',
      reason: "spin's rounds of atomic_read(x) were cut after 2 equal ones; declareLocalState at its head makes that exact",
      counts: { executions: 3, blocked: 0 },
    });
  });
  it('dump', () => {
    console.log(explore(program({ spin }), { strategy: 'traces' }), explore(program({ declared }), { strategy: 'traces' }));
  });
});
