/** Hunts: what is found, that it is found again, and what is kept. */
import { describe, expect, it } from 'vitest';
import { examine } from '../../hunt/examine.js';
import { type HuntState, huntOnce, newHunt } from '../../hunt/hunt.js';
import { alloc, free, purge } from '../../model/workload.js';
import type { Workload } from '../../scenarios/subject.js';
import { shippedDesign } from '../../scenarios/subjects.js';
import { replay } from '../../scheduler/replay.js';
import { parseSchedule } from '../../scheduler/schedule.js';

/** State after so many runs, with sets as lists. */
function plain(state: HuntState): unknown {
  return JSON.parse(JSON.stringify({ ...state, behaviours: [...state.behaviours], proven: [...state.proven] }));
}

describe('a hunt', () => {
  const subject = shippedDesign('busy-list, no lock');
  const small = { threads: 2, operations: 2, maxTraces: 200, random: 50 };

  it('finds what the debate of 2016 was about, made small, and the same each time', () => {
    const [one, other] = [newHunt(), newHunt()];
    for (let k = 0; k < 60; k++) expect(huntOnce(subject, small, one)).toEqual(huntOnce(subject, small, other));
    expect(plain(one)).toEqual(plain(other));
    expect(one.next).toBe(60);
    expect(one.clusters.map(({ claim }) => claim)).toEqual(expect.arrayContaining(['I-SPUR weak']));
    for (const { minimised, runs } of one.clusters) {
      expect(minimised).not.toBeNull();
      expect(runs).toBeGreaterThan(0);
    }
    expect(new Set(one.clusters.map(({ signature }) => signature)).size).toBe(one.clusters.length);
    expect(one.corpus.length).toBeGreaterThan(3);
    expect(one.proven.size).toBeGreaterThan(10);
  });

  it('goes on where it was as if nothing had been', () => {
    const through = newHunt();
    for (let k = 0; k < 12; k++) huntOnce(subject, small, through);
    const first = newHunt();
    for (let k = 0; k < 5; k++) huntOnce(subject, small, first);
    const saved = plain(first) as HuntState;
    const second: HuntState = { ...saved, behaviours: new Set(saved.behaviours), proven: new Set(saved.proven) };
    for (let k = 5; k < 12; k++) huntOnce(subject, small, second);
    expect(plain(second)).toEqual(plain(through));
  });

  it('in shards does every run once', () => {
    const runs = [0, 1, 2].flatMap((index) => {
      const state = newHunt();
      return [0, 1].map(() => huntOnce(subject, { ...small, minimise: false, shard: { index, of: 3 } }, state).run);
    });
    expect(runs).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('looks at its queue first, and skips what is proven', () => {
    const workload: Workload = { threads: { a: { does: [alloc(1, 'a')] }, b: { does: [purge()] } } };
    const state = newHunt([workload, workload]);
    expect(huntOnce(subject, small, state)).toMatchObject({ run: null, outcome: 'proven', workload });
    expect(huntOnce(subject, small, state)).toMatchObject({ run: null, outcome: 'proven before', executions: 0 });
    expect(huntOnce(subject, small, state)).toMatchObject({ run: 0 });
  });

  it('finds with one seed what it finds with another, in other runs', () => {
    const loud = shippedDesign('busy-list, no lock, no flush');
    const broken = (seed: string) => {
      const state = newHunt();
      const runs: number[] = [];
      for (let k = 0; k < 40; k++)
        if (huntOnce(loud, { ...small, seed, minimise: false }, state).outcome === 'broken') runs.push(k);
      return runs;
    };
    expect(broken('1').length).toBeGreaterThan(0);
    expect(broken('2').length).toBeGreaterThan(0);
    expect(broken('1')).not.toEqual(broken('2'));
  });
});

describe('an examined workload', () => {
  it('has an execution for each broken claim, of the claims that were made then', () => {
    const loud = shippedDesign('busy-list, no lock, no flush');
    const workload: Workload = {
      threads: { a: { does: [alloc(1, 'a'), free('a'), purge(), alloc(1, 'b')] }, b: { does: [alloc(1, 'c')] } },
    };
    const { failures } = examine(loud, workload, 'examined', { seed: '1', maxTraces: 500, random: 20 })!;
    expect(failures.map(({ counterexample }) => counterexample.claim)).toEqual(
      expect.arrayContaining(['I-ALIAS', 'I-TLB']),
    );
    for (const { counterexample, claims } of failures) {
      const { findings } = replay(loud.scenario('examined', workload, claims), parseSchedule(counterexample.schedule));
      expect(findings.map(({ claim }) => claim)).toContain(counterexample.claim);
    }
  });
});
