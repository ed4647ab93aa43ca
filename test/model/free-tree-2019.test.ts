import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VmapArea } from '../../model/allocator.js';
import {
  FreeTree2019,
  type FreeTreeParameters,
  LINUX_5_2,
  LINUX_5_5,
  LINUX_5_18,
} from '../../model/designs/free-tree-2019.js';
import { AugmentedTree } from '../../model/memory/augmented-tree.js';
import { alignUp, type PageRange, RangeSet } from '../../model/memory/range-set.js';
import { pcpu } from '../../model/workload.js';
import { subtreeSizes } from '../../properties/subtree-sizes.js';
import { TREE_CLAIMS } from '../../scenarios/claims.js';
import { allocatorScenario } from '../../scenarios/define.js';
import { explore } from '../../scheduler/explore.js';
import { Context, ghost, LocksetTable, ObjectIds, running } from '../../scheduler/object.js';
import { runAtBoot } from '../../scheduler/step.js';

/** Runs model code as at boot: one thread, no scheduling, choices take their first alternative. */
function alone<T>(body: () => T): T {
  const facts = { observed: new Set<number>(), observedNames: new Set<string>(), plainData: true };
  const [locksets, ids, accesses] = [new LocksetTable(), new ObjectIds(), new Int32Array(6)];
  running.context = new Context({ facts, locksets, ids, trackData: false, fuse: true, accesses });
  try {
    return body();
  } finally {
    running.context = null;
  }
}

const WINDOW = 64;
const pages = (range: PageRange) => Array.from({ length: range.end - range.start }, (_, k) => range.start + k);

type Call =
  | readonly ['alloc', number, number]
  | readonly ['free', number]
  | readonly ['purge']
  | readonly ['find', number];

const calls = (align: fc.Arbitrary<number>) =>
  fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.tuple(fc.constant('alloc' as const), fc.integer({ min: 1, max: 9 }), align) },
      { weight: 4, arbitrary: fc.tuple(fc.constant('free' as const), fc.nat(40)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant('find' as const), fc.nat(WINDOW - 1)) },
      fc.tuple(fc.constant('purge' as const)),
    ) as fc.Arbitrary<Call>,
    { minLength: 30, maxLength: 120 },
  );

/** Lowest first fit over an array of pages: null is free, -1 lazy, else whose it is. */
class Reference {
  readonly owner: (number | null)[] = new Array<number | null>(WINDOW).fill(null);

  alloc(count: number, align: number, id: number): number | null {
    for (const last of [false, true]) {
      for (let start = 0; start + count <= WINDOW; start = alignUp(start + 1, align))
        if (this.owner.slice(start, start + count).every((owner) => owner === null)) {
          this.owner.fill(id, start, start + count);
          return start;
        }
      if (!last) this.purge();
    }
    return null;
  }
  free(range: PageRange): void {
    this.owner.fill(-1, range.start, range.end);
  }
  purge(): void {
    for (const [page, owner] of this.owner.entries()) if (owner === -1) this.owner[page] = null;
  }
}

/** Does the calls on both; says where they differ, and which claims do not hold at the end. */
function differences(parameters: FreeTreeParameters, workload: readonly Call[]): string[] {
  return alone(() => {
    const allocator = new FreeTree2019({ ...parameters, window: WINDOW });
    const states = TREE_CLAIMS.map((claim) => {
      const attached = ghost(() => claim.attach?.(allocator));
      if (attached !== undefined) allocator.trace.attach(attached.observer);
      return attached?.state;
    });
    const reference = new Reference();
    const live: VmapArea[] = [];
    const found: string[] = [];
    for (const [id, call] of workload.entries()) {
      if (call[0] === 'alloc') {
        const [, count, align] = call;
        const va = runAtBoot(allocator.vmalloc(count, align));
        const expected = reference.alloc(count, align, id);
        const got = typeof va === 'string' ? null : va.start;
        if (got !== expected) return [...found, `call ${id}: [${call}] gives ${got}, not ${expected}`];
        if (typeof va !== 'string') live.push(va);
      } else if (call[0] === 'free') {
        const [va] = live.splice(call[1] % Math.max(live.length, 1), 1);
        if (va === undefined) continue;
        runAtBoot(allocator.vfree(va.start));
        reference.free(va);
        if (allocator.vmapLazyNr.value === 0) reference.purge(); // the caller drained
      } else if (call[0] === 'purge') {
        runAtBoot(allocator.vmUnmapAliases());
        reference.purge();
      } else {
        const va = runAtBoot(allocator.lookUp(call[1]));
        const isLive = live.some(({ start, end }) => start <= call[1] && call[1] < end);
        if (isLive && va === null) found.push(`page ${call[1]} is not found`);
      }
    }
    for (const va of live) runAtBoot(allocator.vfree(va.start));
    runAtBoot(allocator.vmUnmapAliases());
    for (const [k, claim] of TREE_CLAIMS.entries()) {
      const broken = claim.atEnd?.(allocator, states[k]) ?? claim.always?.(allocator, states[k]);
      if (typeof broken === 'string') found.push(`${claim.name}: ${broken}`);
    }
    expect(allocator.freeVmapArea.ranges).toEqual([{ start: 0, end: WINDOW }]);
    return found;
  });
}

const PAGE = fc.constant(1);
const ANY = fc.constantFrom(1, 1, 2, 4, 8);

describe('FreeTree2019 does what lowest first fit on an array does', () => {
  const exact = { search: { adjustsLength: false } };
  it.each<[string, FreeTreeParameters, fc.Arbitrary<number>]>([
    ['5.2', LINUX_5_2, PAGE],
    ['5.2 with a drain at 9 pages', { ...LINUX_5_2, lazyMax: 8 }, PAGE],
    ['5.5', LINUX_5_5, PAGE],
    ['5.18', LINUX_5_18, PAGE],
    ['5.2, aligned, without adjusted lengths', { ...LINUX_5_2, ...exact }, ANY],
    ['5.18, aligned, without adjusted lengths', { ...LINUX_5_18, ...exact }, ANY],
  ])('%s', (_, parameters, align) => {
    fc.assert(
      fc.property(calls(align), (workload) => {
        expect(differences(parameters, workload)).toEqual([]);
      }),
      { numRuns: 40, seed: 2019 },
    );
  });
});

/** A tree and a plain set of the same ranges, and requests. */
const searches = fc.record({
  holes: fc.uniqueArray(fc.nat(WINDOW - 1), { minLength: 8, maxLength: 40 }),
  requests: fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), ANY, fc.nat(WINDOW - 1)), { maxLength: 10 }),
});

function rangesWithout(holes: readonly number[]): PageRange[] {
  const set = new RangeSet('ranges', [{ start: 0, end: WINDOW }]);
  for (const hole of holes) set.carve(1, 1, hole, hole + 1);
  return [...set.ranges];
}

describe('the search of an augmented tree', () => {
  it('finds what a scan of the list finds, if it adjusts no length', () => {
    fc.assert(
      fc.property(searches, ({ holes, requests }) =>
        alone(() => {
          const ranges = rangesWithout(holes);
          const tree = new AugmentedTree('tree', ranges, { adjustsLength: false });
          const list = new RangeSet('list', ranges);
          for (const [count, align, low] of requests) {
            const expected = list.findLowest(count, align, low, WINDOW);
            expect(tree.findLowest(count, align, low, WINDOW)).toEqual(expected);
            expect(tree.search(count, align, low, WINDOW).visited).toBeLessThanOrEqual(3 * ranges.length);
          }
        }),
      ),
      { numRuns: 500, seed: 2019 },
    );
  });

  it('looks at no more nodes than a few paths have, where alignment does not matter', () => {
    alone(() => {
      const ranges = Array.from({ length: 256 }, (_, k) => ({ start: 8 * k, end: 8 * k + 1 + (k % 7) }));
      const tree = new AugmentedTree('tree', ranges);
      for (let count = 1; count < 8; count++)
        for (let low = 0; low < 2048; low += 5)
          expect(tree.search(count, 1, low, 2048).visited).toBeLessThanOrEqual(64);
    });
  });

  it('with an adjusted length finds room for an aligned request, if perhaps not the lowest, or misses it', () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(searches, ({ holes, requests }) =>
        alone(() => {
          const ranges = rangesWithout(holes);
          const tree = new AugmentedTree('tree', ranges, { movesVstart: false });
          for (const [count, align, low] of requests) {
            const lowest = new RangeSet('list', ranges).findLowest(count, align, low, WINDOW);
            const va = tree.findLowest(count, align, low, WINDOW);
            if (va !== null) expect(alignUp(Math.max(va.start, low), align) + count).toBeLessThanOrEqual(va.end);
            if (align === 1) expect(va).toEqual(lowest);
            outcomes.add(va === lowest ? 'lowest' : va === null ? 'missed' : 'higher');
          }
        }),
      ),
      { numRuns: 500, seed: 2019 },
    );
    expect(outcomes).toEqual(new Set(['lowest', 'missed', 'higher']));
  });

  it('may go on for ever if vstart stays where it is', () => {
    alone(() => {
      const ranges = [1, 5, 9, 13].map((start) => ({ start, end: start + 2 }));
      const form = { adjustsLength: false };
      expect(new AugmentedTree('tree', ranges, form).search(2, 4, 0, 16).va).toBeNull();
      const before = new AugmentedTree('tree', ranges, { ...form, movesVstart: false });
      expect(() => before.search(2, 4, 0, 16)).toThrow('round and round');
    });
  });
});

describe('I-TREE notices', () => {
  it('a tree that differs from its list', () => {
    class Differs extends AugmentedTree {
      override get ranges(): readonly PageRange[] {
        return super.ranges.slice(1);
      }
    }
    alone(() => {
      const allocator = new FreeTree2019();
      expect(subtreeSizes.atEnd!(allocator, null)).toBeNull();
      const freeTrees = [new Differs('wrong', [{ start: 0, end: 4 }])];
      Object.defineProperty(allocator, 'freeTrees', { get: () => freeTrees });
      expect(subtreeSizes.atEnd!(allocator, null)).toContain('differ');
    });
  });
});

describe('pcpu_get_vm_areas', () => {
  it('finds the highest base, takes all areas, and they return like others', () => {
    alone(() => {
      const allocator = new FreeTree2019({ window: 16 });
      const areas = runAtBoot(allocator.pcpuCreateChunk({ offsets: [0, 4], sizes: [2, 2], align: 2 }))!;
      expect(areas.flatMap(pages)).toEqual([10, 11, 14, 15]);
      expect(allocator.freeVmapArea.ranges).toEqual([
        { start: 0, end: 10 },
        { start: 12, end: 14 },
      ]);
      for (const va of areas) runAtBoot(allocator.vfree(va.start));
      runAtBoot(allocator.vmUnmapAliases());
      expect(allocator.freeVmapArea.ranges).toEqual([{ start: 0, end: 16 }]);
    });
  });

  it.each([
    [4, ['WARN_ON']],
    [2, []],
  ])('of %s pages, aligned so, in [1,7): %s', (size, broken) => {
    const scenario = allocatorScenario<FreeTreeParameters>({
      name: 'tree-pcpu-window-unaligned',
      question: 'Is a chunk refused that is as long as the window, but would not be aligned in it?',
      source: 'vmalloc-designs.md 8',
      design: FreeTree2019,
      parameters: { cpus: 1, vmallocStart: 1, window: 7 },
      threads: { a: { does: [pcpu([0], [size], 'a', size)] } },
      claims: TREE_CLAIMS,
    });
    expect(Object.keys(explore(scenario).broken)).toEqual(broken);
  });

  it('finds the highest base that an exhaustive search finds', () => {
    const layout = fc.constantFrom(
      { offsets: [0], sizes: [3], align: 1 },
      { offsets: [0, 4], sizes: [2, 2], align: 1 },
      { offsets: [4, 0], sizes: [2, 2], align: 2 },
      { offsets: [0, 3, 9], sizes: [2, 1, 3], align: 1 },
    );
    const holes = fc.uniqueArray(fc.nat(31), { maxLength: 12 });
    fc.assert(
      fc.property(holes, layout, (taken, request) =>
        alone(() => {
          const allocator = new FreeTree2019({ window: 32 });
          for (const page of taken) allocator.freeVmapArea.carve(1, 1, page, page + 1);
          const isFree = (page: number) => page >= 0 && page < 32 && !taken.includes(page);
          const { offsets, sizes, align } = request;
          const areasAt = (base: number) =>
            offsets.map((offset, k) => ({ start: base + offset, end: base + offset + sizes[k]! }));
          let base = alignUp(32, align);
          while (base >= 0 && !areasAt(base).flatMap(pages).every(isFree)) base -= align;
          const expected = base < 0 ? null : areasAt(base).map((area) => ({ ...area, flags: 0 }));
          expect(runAtBoot(allocator.pcpuGetVmAreas(request))).toEqual(expected);
        }),
      ),
      { numRuns: 500, seed: 2019 },
    );
  });
});
