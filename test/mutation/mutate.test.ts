/** Mutation testing of a small design whose kills are known, and what is written about the shipped ones. */
import { expect, it } from 'vitest';
import { Copies } from '../../mutation/copies.js';
import { EXPLAINED, isOf } from '../../mutation/explained.js';
import { mutantsOf } from '../../mutation/faults.js';
import { Mutation } from '../../mutation/mutate.js';
import { type Target, type Trial, targets } from '../../mutation/targets.js';
import { atEnd, type Property } from '../../scheduler/property.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Tally } from './tally.js';

type Make = (Class: typeof Tally) => Scenario;
type World = { readonly tally: Tally; readonly sum: number };

function scenario(name: string, threads: number, properties: readonly Property<World>[]): Make {
  return (Class) => ({
    name,
    boot() {
      const tally = new Class();
      const names = Array.from({ length: threads }, (_, k) => `t${k}`);
      return {
        world: { tally, sum: tally.sum(3) },
        threads: Object.fromEntries(names.map((each) => [each, () => tally.add()])),
      };
    },
    properties: properties as readonly Property[],
  });
}

/** Threads that each add one. */
const adders = (threads: number) =>
  scenario(`adders-${threads}`, threads, [
    atEnd('two are counted', ({ tally }) => (tally.count.get() === 2 ? null : 'not two')),
    atEnd('each has asked', ({ tally }) => (tally.asked.current === threads ? null : 'not all')),
    atEnd('the sum is 6', ({ sum }) => (sum === 6 ? null : `${sum}`)),
  ]);

/** It counts no further than to 2. */
const limited = scenario('limited', 3, [
  atEnd('three are counted', ({ tally }) => (tally.count.get() === 3 ? null : 'not three')),
]);

function trialOf(make: Make): Trial {
  return {
    scenario: make(Tally),
    make: (exports, without) => {
      const made = make((exports as { Tally: typeof Tally }).Tally);
      return { ...made, properties: made.properties!.filter(({ name }) => !without.includes(name)) };
    },
    dropsBroken: false,
  };
}

const target = (threads: readonly number[]): Target => ({
  name: 'tally',
  modules: ['test/mutation/tally'],
  trials: threads.map((count) => trialOf(adders(count))),
});

async function results(of: Target): Promise<string[]> {
  const mutation = await Mutation.of(of);
  return mutation.mutants.map((mutant) => {
    const { notice } = mutation.run(mutant);
    const said = notice === null ? 'nothing' : `${notice.how} ${notice.claim} ${notice.scenario}`;
    return `${mutant.line} ${mutant.kind}: ${mutant.before} => ${mutant.after}: ${said}`;
  });
}

const LOCK = 'yield* this.lock.lock()';
const UNLOCK = 'yield* this.lock.unlock()';

it('every fault is noticed that the scenarios are about', async () => {
  expect(await results(target([2, 3]))).toEqual([
    '15 swap steps: yield* this.asked.add(1); … yield* this.touched.store(1); => yield* this.touched.store(1); … yield* this.asked.add(1);: nothing',
    `15 lose atomicity: yield* this.asked.add(1) => yield* mutation.torn(this.asked, 'add', 1): broken each has asked adders-2`,
    `17 drop lock: ${LOCK} … ${UNLOCK} => void 0 … void 0: broken data race on count adders-2`,
    '18 skip check: this.count.get() < 2 => true: broken two are counted adders-3',
    '18 off by one: this.count.get() < 2 => this.count.get() <= 2: broken two are counted adders-3',
    '26 skip check: k > n => false: error EndlessLoopError adders-2',
    '26 off by one: k > n => k >= n: broken the sum is 6 adders-2',
  ]);
});

it('what no scenario comes to is not noticed', async () => {
  const found = await results(target([2]));
  expect(found.filter((each) => each.startsWith('18 '))).toEqual([
    expect.stringMatching('skip check.*: nothing'),
    expect.stringMatching('off by one.*: nothing'),
  ]);
});

it('a claim that is expected to break and does not any more is told apart', async () => {
  const found = await results({ ...target([]), trials: [trialOf(limited)] });
  expect(found.filter((each) => each.startsWith('18 '))).toEqual([
    expect.stringMatching('skip check.*: gone three are counted limited'),
    expect.stringMatching('off by one.*: gone three are counted limited'),
  ]);
});

it('of workloads that break some claims by themselves, the other claims are looked at', async () => {
  const all = (Class: typeof Tally): Scenario => {
    const [scenario, other] = [adders(2)(Class), limited(Class)];
    return { ...scenario, properties: [...scenario.properties!, ...other.properties!] };
  };
  const found = await results({ ...target([]), trials: [{ ...trialOf(all), dropsBroken: true }] });
  expect(found.filter((each) => each.includes('nothing'))).toHaveLength(3);
  expect(found.filter((each) => each.includes('gone'))).toEqual([]);
});

it('the same faults are noticed in the same way every time', async () => {
  expect(await results(target([2, 3]))).toEqual(await results(target([2, 3])));
});

it('the lines are those of the source', async () => {
  const { mutants } = await Mutation.of(target([2]));
  expect(mutants.map(({ line }) => line)).toEqual([15, 15, 17, 18, 18, 26, 26]);
});

it.each([
  ['cpu-zone-2023', 'extra-prefetch-v1', 'cvz[].busy'],
  ['vmap-node-2023', 'two-tasks-empty-node', 'vn[].busy'],
])(
  '%s: an insertion into a busy tree without its lock is noticed, though the areas are different',
  async (name, by, tree) => {
    const { trials, ...rest } = targets.find((each) => each.name === name)!;
    const mutation = await Mutation.of({ ...rest, trials: trials.filter(({ scenario }) => scenario.name === by) });
    const [mutant] = mutation.mutants.filter(({ within, kind }) => within === 'insertBusy' && kind === 'drop lock');
    expect(mutation.run(mutant!).notice).toEqual({
      how: 'broken',
      claim: `data race on shape of ${tree}`,
      scenario: by,
    });
  },
);

it('every explanation is one of a mutant that there is', async () => {
  const copies = await Copies.of([...new Set(targets.flatMap(({ modules }) => modules))]);
  const all = [...copies.codes.values()].flatMap(mutantsOf);
  expect(EXPLAINED.filter((each) => !all.some((mutant) => isOf(each, mutant)))).toEqual([]);
});
