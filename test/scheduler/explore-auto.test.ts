/** The automatic choice between traces and states. */
import { describe, expect, it } from 'vitest';
import { lastzero } from '../../bench/programs/classic.js';
import { toyByRange } from '../../bench/programs/toy.js';
import { Field } from '../../model/sync/field.js';
import { explore } from '../../scheduler/explore.js';
import type { Scenario } from '../../scheduler/scenario.js';

describe('the automatic choice', () => {
  it('is traces, without a word, where they are few', () => {
    const verdict = explore(toyByRange(4, 1));
    expect(verdict).toMatchObject({ outcome: 'holds', choice: null, counts: { strategy: 'traces', executions: 360 } });
  });

  it('is states where traces are many and states few, and says why', () => {
    const verdict = explore(toyByRange(4, 2));
    expect(verdict).toMatchObject({ outcome: 'holds', counts: { strategy: 'states', states: 4_335 } });
    expect(verdict.choice).toMatch(/^explored by states \(traces: about [\d ]+\)$/);
  });

  it('is traces where states are more', () => {
    const verdict = explore(lastzero(10));
    expect(verdict).toMatchObject({ outcome: 'holds', counts: { strategy: 'traces', executions: 3_328 } });
    expect(verdict.choice).toMatch(/^explored by traces \(traces: about [\d ]+, states: about /);
  });

  it('is the same each time, to the bit', () => {
    expect(JSON.stringify(explore(toyByRange(3, 2)))).toBe(JSON.stringify(explore(toyByRange(3, 2))));
  });

  it('keeps to limits, and to the one that is asked for', () => {
    const scenario = toyByRange(4, 2);
    expect(explore(scenario, { maxExecutions: 10 })).toMatchObject({
      outcome: 'holds within',
      counts: { strategy: 'traces', executions: 10 },
    });
    expect(explore(scenario, { maxStates: 10 })).toMatchObject({
      outcome: 'holds within',
      counts: { strategy: 'states' },
    });
    const verdict = explore(scenario, { strategy: 'auto', maxExecutions: 10, maxStates: 10 });
    expect(verdict.outcome).toBe('holds within');
    expect(verdict.choice).toMatch(/^neither traces nor states could be completed/);
  });

  it('is traces where contents are no plain data, and says so', () => {
    const scenario: Scenario = {
      ...toyByRange(3, 2),
      boot() {
        new Field('callback', () => 1);
        return toyByRange(3, 2).boot();
      },
    };
    const verdict = explore(scenario);
    expect(verdict.counts).toMatchObject({ strategy: 'traces', executions: 2_922 });
    expect(verdict.choice).toMatch(/not by states: callback: a function cannot be part of a state/);
    expect(() => explore(scenario, { strategy: 'states' })).toThrow('callback: a function cannot be part of a state');
  });

  it('can be interrupted in either', () => {
    for (const which of ['traces', 'states'] as const) {
      const verdict = explore(toyByRange(4, 2), {
        onProgress: ({ strategy }) => strategy !== which,
        progressEvery: 500,
      });
      expect(verdict).toMatchObject({ outcome: 'holds within', counts: { strategy: which } });
      expect(verdict.reason).toMatch(/^interrupted after/);
    }
  });
});
