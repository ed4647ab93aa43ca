/** Per-CPU allocators against each other: claims, outcomes, costs, and which situation is whose. */
import { describe, expect, it } from 'vitest';
import { behaviourOf } from '../../compare/behaviour.js';
import { compare } from '../../compare/compare.js';
import { KINDS } from '../../compare/kinds.js';
import { replayCompared } from '../../compare/replay.js';
import { blank, workloadsOf } from '../../compare/workloads.js';
import { PercpuAllocator2005, type PercpuDesign, type PercpuParameters } from '../../model/designs/percpu-2005.js';
import { allocPercpu, freePercpu, type PercpuOperation } from '../../model/percpu-workload.js';
import { comparisonText } from '../../report/comparison.js';
import { PERCPU_CLAIMS } from '../../scenarios/claims.js';
import { percpuScenario } from '../../scenarios/define-percpu.js';
import { type AnyScenario, type Subject, subjectOf } from '../../scenarios/subject.js';
import { shippedDesign } from '../../scenarios/subjects.js';
import { explore } from '../../scheduler/explore.js';

const posted = shippedDesign('percpu-2005');
const findsFirst = shippedDesign('percpu-first-recomputed');
const releasesLater = shippedDesign('percpu-release-after-unlock');
const style = { command: 'mazurka compare a b' };

/** percpu-2005 with other parameters, and one allocation. */
function variant(
  parameters: PercpuParameters,
  does: readonly PercpuOperation[] = [allocPercpu(1, 'a')],
  design = PercpuAllocator2005,
): Subject {
  const threads = { a: { does } };
  const texts = { name: 'variant', question: 'Is it any better?', source: 'a test' };
  return subjectOf('variant', percpuScenario({ ...texts, design, parameters, threads, claims: PERCPU_CLAIMS }));
}

function workload(a: Subject, b: Subject, wanted: string) {
  const found = workloadsOf(a, b, 'all').find(({ name }) => name === wanted)!;
  return { a: found.a.madeFrom.parameters, b: found.b.madeFrom.parameters };
}

describe('a per-CPU design against itself', () => {
  const found = compare(posted, posted);

  it('refines itself, at the same cost, under the generic workloads and its own scenarios', () => {
    expect(found).toMatchObject({ refines: true, lost: [], gained: [], isComplete: true, leftOut: [] });
    const names = found.workloads.map(({ workload: name }) => name);
    expect(names).toContain('room-in-one-block');
    expect(names).toContain('scenario-percpu-impossible-cpus');
    expect(names).not.toContain('scenario-percpu-no-guard-page'); // a variant's
    expect(
      found.workloads.flatMap(({ only, witness }) => [...only.a, ...only.b, ...(witness ? [witness] : [])]),
    ).toEqual([]);
    expect(found.costs!.a).toEqual(found.costs!.b);
    expect(found.holds.a).toEqual(found.holds.b);
  });

  it('has the figures of its kind, and no others', () => {
    const { counts, locks, freeRanges, fragmentation } = found.costs!.a;
    expect(locks.map(({ lock }) => lock)).toEqual(['blklist_lock', 'vmlist_lock']);
    expect(counts.map(({ what }) => what)).toEqual(['blocks added', 'calls to all CPUs', 'searches in vain']);
    expect(freeRanges.most).toBeGreaterThan(1);
    expect(fragmentation.most).toBeGreaterThan(0);
    // A block is given back under the lock: three unmaps of three steps, and that of the area under a lock of its own.
    expect(found.holds.a).toEqual({ blklist_lock: 13, vmlist_lock: 3 });
    expect(found.lazyPages).toBeNull();
    const text = comparisonText(found, style);
    expect(text).toMatch(/\ncalls to all CPUs, per operation +\d+\.\d\d, at most 4 /);
    expect(text).toContain('\nfree units outside the largest ');
    expect(text).not.toContain('lazy pages');
  });

  it('is asked for what it breaks, too', () => {
    const outcomes = Object.fromEntries(found.claims.map(({ claim, cells }) => [claim, cells.a?.outcome]));
    expect(outcomes).toMatchObject({ 'I-OVL': 'holds', 'I-FNF': 'violated', 'I-DEAD': 'violated' });
  });
});

describe('per-CPU designs whose difference is known', () => {
  const worse = compare(findsFirst, posted, { workloads: 'generic' });
  const ROOM = 'a: alloc a fails';

  it('one that overlooks room fails where the other does not', () => {
    expect(worse).toMatchObject({ refines: false, lost: ['I-FNF', 'I-ROOM'], gained: [], isComplete: true });
    const different = worse.workloads.filter(({ only }) => only.b.length > 0);
    expect(different).toMatchObject([
      { workload: 'room-in-one-block', only: { a: [], b: [ROOM] }, witness: { claim: 'refinement' } },
    ]);
  });

  it('and the smallest execution that shows it can be seen again', () => {
    const { schedule } = worse.workloads.find(({ witness }) => witness !== null)!.witness!;
    const { outcome, findings } = replayCompared(findsFirst, posted, schedule, false);
    expect(outcome).toBe(ROOM);
    expect(findings.map(({ claim }) => claim)).toEqual(['I-FNF', 'I-LEAK', 'I-ATOMIC']);
  });

  it('and so is what breaks a claim that the other design makes', () => {
    const { witness } = worse.claims.find(({ claim }) => claim === 'I-ROOM')!.cells.b!;
    const { findings } = replayCompared(findsFirst, posted, witness!.counterexample.schedule, false);
    expect(findings.map(({ claim }) => claim)).toContain('I-ROOM');
  });

  it('the other way round it is no step back', () => {
    const better = compare(posted, findsFirst, { workloads: 'generic' });
    expect(better).toMatchObject({ refines: true, lost: [], gained: ['I-FNF', 'I-ROOM'] });
  });

  it('a release after the unlock has no deadlock, and holds the lock for no step', () => {
    const found = compare(posted, releasesLater, { workloads: 'generic' });
    expect(found).toMatchObject({ refines: true, lost: [], gained: ['I-ATOMIC', 'I-DEAD'] });
    expect(found.holds.b).toMatchObject({ blklist_lock: 0 });
  });

  it('which address an object has is told if asked for', () => {
    const does = [allocPercpu(3, 'a'), allocPercpu(2, 'b')];
    const pair = [variant({}, does), variant({ blockPages: 3 }, does)] as const;
    expect(compare(...pair, { workloads: 'shipped' }).refines).toBe(true);
    const [found, ...others] = compare(...pair, { workloads: 'shipped', withAddresses: true }).workloads;
    expect(others).toEqual([]); // both came with the same
    expect(found!.only).toEqual({
      a: ['a: alloc a is [0,3), alloc b is [16,18)'],
      b: ['a: alloc a is [0,3), alloc b is [3,5)'],
    });
  });
});

describe('the situation of per-CPU designs', () => {
  it('has the defaults that the design has', () => {
    let design: PercpuDesign | null = null;
    const { boot, ...rest } = blank(posted);
    explore({
      ...rest,
      boot() {
        const booted = boot();
        design = booted.world.allocator as PercpuDesign;
        return booted;
      },
    });
    const { vmallocEnd: window, ...others } = design!;
    expect({ ...others, window }).toMatchObject(KINDS.percpu.defaults);
  });

  it('of generic workloads is the larger of both', () => {
    const larger = variant({ nrCpus: 4, possible: [0, 2], window: 48, blockPages: 4 });
    const { a, b } = workload(posted, larger, 'exhaustion');
    const situation = { nrCpus: 4, possible: [0, 1, 2], window: 48, pageSize: 2 };
    expect(a).toEqual(situation);
    expect(b).toEqual({ ...situation, blockPages: 4 });
  });

  it('leaves out what needs a CPU that is not there', () => {
    const one = variant({ nrCpus: 1, possible: [0] });
    const names = workloadsOf(one, one, 'generic').map(({ name }) => name);
    expect(names).toContain('room-in-one-block');
    expect(names).not.toContain('exhaustion');
  });

  it('asks for objects that fit into blocks of both, in multiples of what both have', () => {
    const coarse = variant({ pageSize: 4, currSize: 2, blockPages: 1 });
    const found = workloadsOf(posted, coarse, 'generic').find(({ name }) => name === 'too-large')!;
    expect(found.a.madeFrom.threads.a!.does).toMatchObject([{ size: 6 }, { size: 4 }]);
    expect(compare(posted, coarse, { workloads: 'generic' }).leftOut).toEqual([]);
  });

  it('of a shipped scenario is kept for a variant but for the difference, and for strangers as far as it is one', () => {
    const unguarded = variant({ guardPages: 0 });
    const name = 'scenario-percpu-impossible-cpus';
    const { a, b } = workload(posted, unguarded, name);
    expect(b).toEqual({ ...(a as object), guardPages: 0 });
    const [first, second] = [variant({ managementPages: 2 }, [allocPercpu(1, 'a')], blankClass()), findsFirst];
    const strangers = workload(first, second, 'scenario-variant');
    expect(strangers.a).toEqual({ managementPages: 2 });
    expect(strangers.b).toEqual({ nrCpus: 3, possible: [0, 1], window: 24, pageSize: 2 });
  });
});

/** Another class, with nothing changed. */
const blankClass = () => class Sibling extends PercpuAllocator2005 {};

it('free ranges of a per-CPU allocator are the runs between its objects', () => {
  const holes = variant({}, [allocPercpu(1, 'p'), allocPercpu(1, 'q'), allocPercpu(1, 'r'), freePercpu('q')]);
  const scenario = holes.scenario('holes', holes.workload!) as AnyScenario;
  const found = behaviourOf(scenario, false);
  if (typeof found === 'string') throw new Error('it runs');
  expect(found.costs).toMatchObject({ freeRanges: { mean: 2, most: 2 }, fragmentation: { mean: 0.5, most: 0.5 } });
  expect(found.costs!.counts).toEqual([
    { what: 'blocks added', perOperation: 0.25, most: 1 },
    { what: 'searches in vain', perOperation: 0.25, most: 1 },
  ]);
});
