/** Trees that know their lock: what races without it, and that it costs no traces with it. */
import { describe, expect, it } from 'vitest';
import { AreaTree } from '../../model/memory/area-tree.js';
import { AugmentedTree } from '../../model/memory/augmented-tree.js';
import { type PageRange, RangeSet } from '../../model/memory/range-set.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { explore } from '../../scheduler/explore.js';
import type { Steps } from '../../scheduler/step.js';

interface World {
  readonly lock: SpinLock;
  readonly other: SpinLock;
  readonly busy: AreaTree<PageRange>;
  readonly free: RangeSet;
  readonly augmented: AugmentedTree;
}

type Body = (world: World) => Steps<unknown>;

/** Both threads' bodies, by traces. */
function verdictOf(isGuarded: boolean, ...bodies: Body[]) {
  return explore<World>({
    name: 'guarded tree',
    boot() {
      const [lock, other] = [new SpinLock('lock'), new SpinLock('other')];
      const guard = isGuarded ? lock : null;
      const window = [{ start: 0, end: 9 }];
      const world = {
        lock,
        other,
        busy: new AreaTree<PageRange>('busy', guard),
        free: new RangeSet('free', [], guard),
        augmented: new AugmentedTree('augmented', window, {}, guard),
      };
      world.busy.insert(LAST);
      return { world, threads: Object.fromEntries(bodies.map((body, k) => [`cpu${k}`, () => body(world)])) };
    },
  });
}

const [FIRST, SECOND, LAST] = [0, 4, 8].map((start) => ({ start, end: start + 1 })) as [
  PageRange,
  PageRange,
  PageRange,
];

/** `does` under no lock, `lock` or `other`, after a step of its own. */
const under = (which: 'lock' | 'other' | null, does: (world: World) => void): Body =>
  function* (world) {
    const lock = world[which ?? 'other'];
    if (which !== null) yield* lock.lock();
    else yield* lock.isLocked();
    does(world);
    if (which !== null) yield* lock.unlock();
  };

const insertFirst = ({ busy }: World) => busy.insert(FIRST);
const insertSecond = ({ busy }: World) => busy.insert(SECOND);
const findLast = ({ busy }: World) => busy.find(LAST.start);

describe('different areas of one tree', () => {
  it.each([
    ['two changes', insertFirst, insertSecond],
    ['a change and a walk', insertFirst, findLast],
    ['a walk and a change', findLast, insertSecond],
    ['two merges', ({ free }: World) => free.merge(FIRST), ({ free }: World) => free.merge(SECOND)],
    [
      'two merges, with sizes',
      ({ augmented }: World) => augmented.carve(1, 1, 0, 2),
      ({ augmented }: World) => augmented.merge({ start: 20, end: 21 }),
    ],
  ])('%s: commute under the guard, and race where one does without it', (_, one, other) => {
    const guarded = verdictOf(true, under('lock', one), under('lock', other));
    expect([guarded.broken, guarded.counts.executions]).toEqual([{}, 1]);
    for (const locks of [
      [null, 'lock'],
      ['lock', null],
      [null, null],
      ['lock', 'other'],
    ] as const) {
      const found = verdictOf(true, under(locks[0], one), under(locks[1], other));
      expect(Object.keys(found.broken), `${locks}`).toEqual(['data race']);
      // By page alone nothing is seen.
      expect(verdictOf(false, under(locks[0], one), under(locks[1], other)).broken).toEqual({});
    }
  });

  it('two walks do not race', () => {
    const findSecond = ({ busy }: World) => busy.find(SECOND.start);
    for (const lock of ['lock', null] as const)
      expect(verdictOf(true, under(lock, findLast), under(null, findSecond)).broken).toEqual({});
  });

  it('a marked walk races with nothing', () => {
    const walk: Body = function* ({ busy }) {
      yield* busy.nextRcu(LAST.start);
    };
    const found = verdictOf(true, walk, under('lock', insertFirst));
    expect([found.broken, found.counts.executions]).toEqual([{}, 1]);
  });

  it('what is ordered otherwise does not race', () => {
    const hold = (does: Body): Body =>
      function* (world) {
        yield* world.other.lock();
        yield* does(world);
        yield* world.other.unlock();
      };
    const found = verdictOf(true, hold(under('lock', insertFirst)), under('other', insertSecond));
    expect([found.broken, found.counts.executions]).toEqual([{}, 2]);
  });

  it('the race says who held what', () => {
    const { counterexample } = verdictOf(true, under(null, insertFirst), under('lock', insertSecond));
    expect(counterexample?.message).toBe(
      'shape of busy: cpu0 updates it with no lock held, cpu1 updates it under lock, and nothing orders the two; elsewhere it is guarded by lock',
    );
  });
});
