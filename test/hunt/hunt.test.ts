/** Hunts: what is found, that it is found again, and what is kept. */
import { describe, expect, it } from 'vitest';
import { examine } from '../../hunt/examine.js';
import { type Hands, type HuntRun, type HuntState, hunting, LAG, newHunt } from '../../hunt/hunt.js';
import { examineRun, type HuntOptions, minimiseFailure } from '../../hunt/run.js';
import { alloc, free, purge } from '../../model/workload.js';
import type { Subject, Workload } from '../../scenarios/subject.js';
import { shippedDesign } from '../../scenarios/subjects.js';
import { replay } from '../../scheduler/replay.js';
import { parseSchedule } from '../../scheduler/schedule.js';

/** State after so many runs, with sets as lists. */
function plain(state: HuntState): unknown {
  return JSON.parse(JSON.stringify({ ...state, behaviours: [...state.behaviours], proven: [...state.proven] }));
}

function handsOf(subject: Subject, options: HuntOptions): Hands {
  return {
    examine: async (planned) => examineRun(subject, options, planned),
    minimise: async (workload, claim) => minimiseFailure(subject, workload, claim),
  };
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** So many more runs. */
async function hunted(subject: Subject, options: HuntOptions, state: HuntState, runs: number): Promise<HuntRun[]> {
  return all(hunting(subject, options, state, handsOf(subject, options), { runs }));
}

describe('a hunt', () => {
  const subject = shippedDesign('busy-list, no lock');
  const small = { threads: 2, operations: 2, maxTraces: 200, random: 50 };

  it('finds what the debate of 2016 was about, made small, and the same each time', async () => {
    const [one, other] = [newHunt(), newHunt()];
    expect(await hunted(subject, small, one, 60)).toEqual(await hunted(subject, small, other, 60));
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

  it('finds the same with any number of hands, however long each takes', async () => {
    const [alone, together] = [newHunt(), newHunt()];
    const runs = await hunted(subject, small, alone, 3 * LAG);
    const own = handsOf(subject, small);
    let underWay = 0;
    let most = 0;
    const waits = [3, 0, 5, 1, 0, 2];
    const slow: Hands = {
      ...own,
      async examine(planned, signal) {
        most = Math.max(most, ++underWay);
        for (let k = waits[planned.run! % waits.length]!; k > 0; k--) await new Promise(setImmediate);
        underWay--;
        return own.examine(planned, signal);
      },
    };
    const options = { runs: 3 * LAG, ahead: LAG };
    expect(await all(hunting(subject, small, together, slow, options))).toEqual(runs);
    expect(plain(together)).toEqual(plain(alone));
    expect(most).toBeGreaterThan(LAG / 2); // some make no sense, or are proven
    expect(alone.corpus.length).toBeGreaterThan(alone.sizes[0]!); // what is known makes a difference
  });

  it('ended while it waits leaves a state as if what was under way had not begun', async () => {
    const [through, ended] = [newHunt(), newHunt()];
    await hunted(subject, small, through, 30);
    const own = handsOf(subject, small);
    const end = new AbortController();
    const hands: Hands = {
      ...own,
      async minimise(_workload, _claim, signal) {
        end.abort();
        signal.throwIfAborted();
        return null;
      },
    };
    const options = { runs: 30, ahead: LAG, signal: end.signal };
    await expect(all(hunting(subject, small, ended, hands, options))).rejects.toThrow('aborted');
    expect(ended.next).toBeLessThan(30);
    await hunted(subject, small, ended, 30 - ended.next);
    expect(plain(ended)).toEqual(plain(through));
  });

  it('goes on where it was as if nothing had been', async () => {
    const through = newHunt();
    await hunted(subject, small, through, 30);
    const first = newHunt();
    await hunted(subject, small, first, 18);
    const saved = plain(first) as HuntState;
    const second: HuntState = { ...saved, behaviours: new Set(saved.behaviours), proven: new Set(saved.proven) };
    await hunted(subject, small, second, 12);
    expect(plain(second)).toEqual(plain(through));
  });

  it('in shards does every run once', async () => {
    const shards = [0, 1, 2].map(async (index) => {
      const options = { ...small, minimise: false, shard: { index, of: 3 } };
      return (await hunted(subject, options, newHunt(), 2)).map(({ run }) => run);
    });
    expect((await Promise.all(shards)).flat()).toEqual([0, 3, 1, 4, 2, 5]);
  });

  it('looks at its queue first, and skips what is proven', async () => {
    const workload: Workload = { threads: { a: { does: [alloc(1, 'a')] }, b: { does: [purge()] } } };
    const state = newHunt([workload, workload]);
    expect(await hunted(subject, small, state, 3)).toMatchObject([
      { run: null, outcome: 'proven', workload },
      { run: null, outcome: 'proven before', executions: 0 },
      { run: 0 },
    ]);
  });

  it('finds with one seed what it finds with another, in other runs', async () => {
    const loud = shippedDesign('busy-list, no lock, no flush');
    const broken = async (seed: string) => {
      const runs = await hunted(loud, { ...small, seed, minimise: false }, newHunt(), 40);
      return runs.filter(({ outcome }) => outcome === 'broken').map(({ run }) => run);
    };
    const [one, other] = [await broken('1'), await broken('2')];
    expect(one.length).toBeGreaterThan(0);
    expect(other.length).toBeGreaterThan(0);
    expect(one).not.toEqual(other);
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
