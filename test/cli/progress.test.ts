/** The line that says how far an exploration is: a function of data. */
import { describe, expect, it } from 'vitest';
import { progressText } from '../../cli/progress.js';
import type { TraceProgress } from '../../scheduler/explore-options.js';

describe('the progress line', () => {
  const estimate = { traces: 39_321, low: 30_123, high: 51_789, online: 21_000, probed: 39_321 };
  const checkpoint = () => {
    throw new Error('nobody asks for it');
  };
  const traces = (explored: number, violating = 0): TraceProgress => ({
    strategy: 'traces',
    explored,
    violating,
    estimate: () => estimate,
    checkpoint,
  });

  it('of traces shows the estimate with its band, the rate and the time left', () => {
    expect(progressText('mix', traces(12_000), 2)).toBe(
      'mix [######..............] 12 000 of some 39 000 traces (90 %: 30 000 to 52 000), 6 000/s, 5 s left',
    );
    expect(progressText('mix', traces(12_000, 3), 240)).toContain('3 broken, 50/s, 9 min left');
  });

  it.each([
    [1, '38 s'],
    [60, '38 min'],
    [1_000, '11 h'],
    [10_000, '4 days'],
    [3_000_000, '4 years'],
  ])('after %s s for 1 000 traces: %s left', (seconds, left) => {
    expect(progressText('mix', traces(1_000), seconds)).toMatch(new RegExp(`, ${left} left$`));
  });

  it('of bounds shows what is covered, and the share of the next', () => {
    const counted = { explored: 1_200, violating: 0, level: 3, share: 0.617 };
    const bounded = { strategy: 'preemptions' as const, ...counted, checkpoint };
    expect(progressText('mix', bounded, 2)).toBe(
      'mix [############........] 1 200 traces, all with at most 2 preemptions, 61 % of those with 3, 600/s',
    );
  });

  it('of states shows how many wait and how deep the search is', () => {
    const states = { strategy: 'states' as const, explored: 50_000, violating: 0, checkpoint };
    expect(progressText('mix', { ...states, frontier: { depth: 14, states: 7_200 } }, 5)).toBe(
      'mix: 50 000 states, 7 200 of them waiting, within 14 events all covered, 10 000/s',
    );
    expect(progressText('mix', { ...states, frontier: null }, 5)).toBe('mix: 50 000 states, 10 000/s');
  });
});
