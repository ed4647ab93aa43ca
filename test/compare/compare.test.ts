import { describe, expect, it } from 'vitest';
import { type Comparison, compare } from '../../compare/compare.js';
import { replayCompared } from '../../compare/replay.js';
import { comparisonMarkdown, comparisonText, isRegression } from '../../report/comparison.js';
import { subjects } from '../../scenarios/subjects.js';
import { ScheduleError } from '../../scheduler/schedule.js';
import { crossed, impatient, patient } from './toys.js';

const named = (wanted: string) => subjects.find(({ name }) => name === wanted)!;
const style = { command: 'mazurka compare a b' };

/** How often the lock is taken for each operation, on average and at most. */
const taken = ({ costs }: Comparison, side: 'a' | 'b', name: string) => {
  const { perOperation, most, isGlobal } = costs![side].locks.find(({ lock }) => lock === name)!;
  return { perOperation, most, isGlobal };
};

describe('a design against itself', () => {
  const found = compare(patient, patient);

  it('refines itself, at the same cost', () => {
    expect(found).toMatchObject({ refines: true, lost: [], gained: [], isComplete: true, leftOut: [] });
    expect(found.workloads.length).toBeGreaterThan(20);
    expect(found.workloads.every(({ only, witness }) => only.a.length + only.b.length === 0 && witness === null)).toBe(
      true,
    );
    expect(found.costs!.a).toEqual(found.costs!.b);
    expect(found.holds.a).toEqual(found.holds.b);
    expect(isRegression(found)).toBe(false);
  });

  it('has figures of everything', () => {
    const { ownSteps, freeRanges, fragmentation, globalShare } = found.costs!.a;
    for (const { mean, most } of [ownSteps, freeRanges, fragmentation]) {
      expect(mean).toBeGreaterThan(0);
      expect(most).toBeGreaterThanOrEqual(mean);
    }
    expect(globalShare).toBe(1); // it has no others
    expect(found.lazyPages?.a).toBeGreaterThan(0);
    expect(found.holds.a).toHaveProperty('free_vmap_area_lock', 2);
  });
});

describe('designs whose difference is known', () => {
  const worse = compare(patient, impatient, { workloads: 'shipped' });

  it('one that gives up does what one that waits never does', () => {
    expect(worse).toMatchObject({ refines: false, lost: [], isComplete: true });
    const [workload, ...others] = worse.workloads;
    expect(others).toEqual([]); // both came with the same
    expect(workload).toMatchObject({
      workload: 'scenario-patient',
      outcomes: { a: 1, b: 3 },
      only: { a: [], b: ['a: alloc a fails; b: alloc b succeeds', 'a: alloc a succeeds; b: alloc b fails'] },
      witness: { claim: 'refinement', preemptions: 1 },
    });
    expect(isRegression(worse)).toBe(true);
  });

  it('and the smallest execution that shows it can be seen again', () => {
    const { schedule, message } = worse.workloads[0]!.witness!;
    const { outcome, findings } = replayCompared(patient, impatient, schedule, false);
    expect(worse.workloads[0]!.only.b).toContain(outcome);
    expect(message).toBe(`no outcome of the other design: ${outcome}`);
    expect(findings).toEqual([]);
    expect(() => replayCompared(patient, impatient, schedule.replace('compare-', 'compared-'), false)).toThrow(
      ScheduleError,
    );
    expect(() => replayCompared(patient, impatient, schedule.replace(/ \S+$/, ''), false)).toThrow(ScheduleError);
  });

  it('the other way round there is nothing to say against it', () => {
    const better = compare(impatient, patient, { workloads: 'shipped' });
    expect(better).toMatchObject({ refines: true, lost: [], gained: [] });
    expect(better.workloads[0]!.only.a).toHaveLength(2);
  });

  it('locks are counted when they are taken, not when they are tried', () => {
    expect(taken(worse, 'a', 'gate_lock')).toEqual({ perOperation: 1, most: 1, isGlobal: true });
    const { perOperation, most } = taken(worse, 'b', 'gate_lock');
    expect(most).toBe(1);
    expect(perOperation).toBeGreaterThan(0.5);
    expect(perOperation).toBeLessThan(1);
  });

  it('a deadlock is an outcome, with its own smallest execution, and a claim that is lost', () => {
    const found = compare(patient, crossed, { workloads: 'shipped' });
    expect(found.lost).toEqual(['I-DEAD', 'I-CLASS']);
    const { only, witness } = found.workloads[0]!;
    expect(only.b).toEqual(['a: alloc a never returns; b: alloc b never returns']);
    expect(witness).toMatchObject({ claim: 'deadlock', preemptions: 1 });
    const { findings, outcome } = replayCompared(patient, crossed, witness!.schedule, false);
    expect(findings.map(({ claim }) => claim)).toContain('deadlock');
    expect(outcome).toBe(only.b[0]);
    expect(comparisonText(found, style)).toContain('\ncrossed breaks I-DEAD, with 1 preemption\n');
    expect(taken(found, 'b', 'gate[].lock')).toEqual({ perOperation: 2, most: 2, isGlobal: false });
    expect(found.costs!.b.globalShare).toBeLessThan(1);
  });

  it('what one of them was not explored for proves nothing against the other', () => {
    const found = compare(patient, impatient, { workloads: 'shipped', limits: { maxTraces: 1, maxStates: 3 } });
    expect(found).toMatchObject({ isComplete: false, refines: true, costs: null, measured: 0 });
    expect(found.workloads[0]!.extent.a).toMatchObject({ unit: 'states', isComplete: false });
    expect(comparisonText(found, style)).toContain('scenario-patient, patient: stopped after');
    expect(comparisonText(found, style)).toMatch(/no regression found, but a bound was reached$/);
  });

  it('by states there are outcomes, and no costs but those that claims measure', () => {
    const found = compare(patient, impatient, { workloads: 'shipped', limits: { maxTraces: 1, maxStates: 100_000 } });
    expect(found).toMatchObject({ isComplete: true, refines: false, costs: null });
    expect(found.workloads[0]!.witness).toMatchObject({ claim: 'refinement' });
    expect(found.holds.a).toEqual(worse.holds.a);
    expect(comparisonText(found, style)).toContain('0 of 1 workload (the others were explored by states)');
  });

  it('the reports say so', () => {
    const text = comparisonText(worse, style);
    expect(text).toContain('impatient does not refine patient in 1 workload: of its 3 outcomes patient has all but\n');
    expect(text).toContain('  scenario-patient: a: alloc a fails; b: alloc b succeeds');
    expect(text).toContain("replay: mazurka compare a b --replay 'compare-impatient-scenario-patient ");
    expect(text).toContain('<preempted>');
    expect(text).toMatch(/regression: impatient does what patient never does$/);
    const markdown = comparisonMarkdown(worse, style);
    expect(markdown).toMatch(/^# impatient against patient\n\nregression: /);
    expect(markdown).toContain('| gate_lock (global), taken per operation | 1.00, at most 1 | ');
    expect(markdown).toContain('| I-OVL | holds | holds |  |');
  });
});

it('nodes refine zones, and mend the extra prefetch', () => {
  const found = compare(named('cpu-zone-2023'), named('vmap-node-2023'), { workloads: 'generic' });
  expect(found).toMatchObject({ refines: true, lost: [], gained: ['I-FILL'], isComplete: true });
  const cells = Object.fromEntries(found.claims.map(({ claim, cells: { a, b } }) => [claim, [a?.outcome, b?.outcome]]));
  expect(cells['I-FILL']).toEqual(['violated', 'holds']);
  expect(cells['I-ENC']).toEqual([undefined, 'holds']); // zones have no tags
  const { schedule } = found.claims.find(({ claim }) => claim === 'I-FILL')!.cells.a!.witness!.counterexample;
  const { findings, outcome } = replayCompared(named('cpu-zone-2023'), named('vmap-node-2023'), schedule, false);
  expect(findings.map(({ claim }) => claim)).toEqual(['I-FILL']);
  expect(outcome).toBeNull(); // it ends there
  expect(found.costs!.b.globalShare).toBeLessThan(found.costs!.a.globalShare);
});

it('pools refine the free tree of 5.18 but for an allocation that fails although there is room', () => {
  const found = compare(named('free-tree-2019, 5.18'), named('vmap-pool, 2026'), { workloads: 'generic' });
  expect(found).toMatchObject({ refines: true, lost: ['I-SPUR weak'], gained: [], isComplete: true });
  expect(isRegression(found)).toBe(true);
});
