/** Traces by the preemptions and delays that they need, against published counts, and what the bounds promise. */
import { describe, expect, it } from 'vitest';
import { levelsOf } from '../../bench/levels.js';
import { chaseLev, treiberStack } from '../../bench/programs/algorithms.js';
import { atomicIncrements, casw, increments, readers, writers } from '../../bench/programs/classic.js';
import * as litmus from '../../bench/programs/litmus.js';
import { eratosthenes } from '../../bench/programs/published.js';
import { lockedIncrements } from '../../bench/programs/waiting.js';
import { AtomicWord } from '../../model/sync/atomic-word.js';
import { explore } from '../../scheduler/explore.js';
import type { BoundedProgress, Progress } from '../../scheduler/explore-options.js';
import { always } from '../../scheduler/property.js';
import type { Scenario } from '../../scheduler/scenario.js';
import type { Steps } from '../../scheduler/step.js';

describe('traces by preemptions, as in the tables for bounded search in the test suite of GenMC:', () => {
  const TABLE: readonly (readonly [Scenario, ...number[]])[] = [
    [litmus.SB, 2, 3],
    [litmus.LB, 2, 3],
    [litmus.MP, 2, 3],
    [litmus.TWO_PLUS_TWO_W, 2, 3],
    [litmus.IRIW, 14, 15],
    [litmus.CORR, 2, 4, 6],
    [litmus.CORR2, 18, 54, 72],
    [litmus.FR_W_W_W_READS, 24, 132, 204, 210],
    [litmus.INC_INC_RR_W_RR, 96, 384, 600],
    [litmus.wrw(2), 6, 18, 22],
    [litmus.wrw(3), 24, 132, 264, 300],
    [litmus.wrw(4), 120, 1_080, 3_600, 6_000, 6_576],
    [increments(2), 2, 4],
    [increments(3), 6, 24, 36],
    [increments(4), 24, 168, 432, 576],
    [atomicIncrements(3, 1), 6],
    [atomicIncrements(3, 2), 6, 24, 36],
    [atomicIncrements(4, 2), 24, 168, 432, 576],
    [atomicIncrements(2, 3), 2, 6, 8],
    [atomicIncrements(3, 3), 6, 42, 120, 192, 216],
    [atomicIncrements(4, 3), 24, 312, 1_704, 5_160, 9_792, 12_960, 13_824],
    [casw(2), 2, 4, 6],
    [casw(3), 6, 24, 54, 66],
    [casw(4), 24, 168, 576, 1_056, 1_200],
    [lockedIncrements(3, 'always'), 6],
    [eratosthenes(5), 2, 18, 68, 156, 260, 340, 382, 396, 398],
    [chaseLev(), 2, 20, 28, 59],
    [treiberStack(2, 1), 6, 14, 18],
  ];
  it.each(TABLE.map(([program, ...levels]) => [program.name, program, levels] as const))(
    '%s',
    (_name, program, levels) => {
      expect(levelsOf(program, 'preemptions')).toEqual(levels);
    },
  );
});

describe("traces by delays, as Concuerror's suite has them:", () => {
  it('readers', () => {
    expect(levelsOf(readers(6), 'delays')).toEqual([1, 2, 8, 23, 43, 58, 64]);
  });

  it('writers: permutations by inversions', () => {
    expect(levelsOf(writers(6), 'delays').slice(0, 8)).toEqual([1, 6, 20, 49, 98, 169, 259, 360]);
  });
});

describe('a bounded search', () => {
  it('holds within its bound, and says which', () => {
    const { outcome, reason, counts } = explore(increments(3), { maxPreemptions: 1 });
    expect({ outcome, reason }).toEqual({
      outcome: 'holds within',
      reason: 'every execution with at most 1 preemption',
    });
    expect(counts).toMatchObject({ strategy: 'preemptions', executions: 24, levels: [6, 24] });
    expect(explore(increments(3), { maxDelays: 2 })).toMatchObject({
      outcome: 'holds within',
      reason: 'every execution with at most 2 delays',
      counts: { strategy: 'delays', executions: 14, levels: [1, 5, 14] },
    });
  });

  it('holds if there is nothing beyond its bound, and without one', () => {
    expect(explore(litmus.SB, { maxPreemptions: 1 })).toMatchObject({ outcome: 'holds', counts: { levels: [2, 3] } });
    expect(explore(litmus.SB, { maxPreemptions: 0 })).toMatchObject({
      outcome: 'holds within',
      counts: { levels: [2] },
    });
    expect(explore(increments(3), { strategy: 'delays' })).toMatchObject({
      outcome: 'holds',
      counts: { executions: 36 },
    });
  });

  it('counts the traces that a scenario expects', () => {
    const expecting = { ...increments(3), expect: { verdict: 'holds', traces: 36 } } as const;
    for (const strategy of ['source', 'preemptions', 'delays'] as const)
      expect(explore(expecting, { strategy }).unexpected).toBe('');
    expect(explore(expecting, { maxPreemptions: 1 }).unexpected).toBe('expected holds, found holds within');
    const wrong = { ...expecting, expect: { verdict: 'holds', traces: 35 } } as const;
    expect(explore(wrong, { strategy: 'preemptions' }).unexpected).toBe('expected 35 traces, found 36');
  });

  it('finds a failure with the fewest preemptions first', () => {
    const up = function* (word: AtomicWord): Steps {
      yield* word.store((yield* word.load()) + 1);
    };
    // The reader sees each value only if it comes in between; when the writer has ended that is no preemption.
    const scenario: Scenario<{ seen: AtomicWord }> = {
      name: 'seen-thrice',
      boot() {
        const [word, seen] = [new AtomicWord('word'), new AtomicWord('seen')];
        const writer = function* (): Steps {
          yield* up(word);
          yield* up(word);
          yield* up(word);
        };
        const reader = function* (): Steps {
          let sum = 0;
          for (let k = 0; k < 3; k++) sum = sum * 10 + (yield* word.load());
          yield* seen.store(sum);
        };
        return { world: { seen }, threads: { writer, reader } };
      },
      properties: [always('not 123', ({ seen }) => (seen.current === 123 ? 'it saw 123' : null))],
    };
    const first = explore(scenario, { strategy: 'preemptions', untilFirst: true });
    expect(first.counterexample?.preemptions).toBe(4);
    expect(first.counterexample?.preemptions).toBe(
      explore(scenario, { strategy: 'traces' }).counterexample?.preemptions,
    );
    expect(explore(scenario, { maxPreemptions: 3 }).outcome).toBe('holds within');
    expect(explore(scenario, { maxPreemptions: 4 }).outcome).toBe('violated');
  });

  it('stops after as many traces as it may explore', () => {
    const { outcome, reason } = explore(increments(3), { strategy: 'preemptions', maxExecutions: 7 });
    expect({ outcome, reason }).toEqual({
      outcome: 'holds within',
      reason:
        'stopped after 7 executions; every execution with at most 0 preemptions; of those with 1, 1 trace so far (about 0 %)',
    });
  });

  it('says how much of a level is done, which only grows', () => {
    const seen: { level: number; share: number }[] = [];
    const onProgress = (now: Progress) => seen.push(now as BoundedProgress) > 0;
    explore(litmus.wrw(4), { strategy: 'preemptions', progressEvery: 1, onProgress });
    expect(seen).toHaveLength(6_576);
    for (const [k, { level, share }] of seen.entries()) {
      const before = seen[k - 1] ?? { level: 0, share: 0 };
      expect(share).toBeGreaterThanOrEqual(level === before.level ? before.share : 0);
      expect(share).toBeLessThan(1);
    }
    const atTwo = seen.filter(({ level }) => level === 2);
    const half = atTwo.findIndex(({ share }) => share >= 0.5) / atTwo.length;
    expect(half).toBeGreaterThan(0.3);
    expect(half).toBeLessThan(0.7);
  });

  it('counts executions that are too long', () => {
    const loop = function* (word: AtomicWord): Steps {
      for (;;) yield* word.add(1);
    };
    const endless: Scenario = {
      name: 'endless',
      stepBound: 20,
      boot() {
        const word = new AtomicWord('word');
        return { world: null, threads: { a: () => loop(word) } };
      },
    };
    expect(explore(endless, { strategy: 'preemptions' })).toMatchObject({
      outcome: 'violated',
      broken: { 'step bound': 1 },
    });
  });
});
