/** busy-list and free-list-2018, one thread at random: against a plain map of pages, and all is free at the end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Allocator } from '../../model/allocator.js';
import { BusyList, type BusyListParameters } from '../../model/designs/busy-list.js';
import { pcpuBase } from '../../model/designs/busy-list-pcpu.js';
import { PURGES } from '../../model/designs/busy-list-purge.js';
import { FreeList2018 } from '../../model/designs/free-list-2018.js';
import { alignUp, type PageRange } from '../../model/memory/range-set.js';
import { alloc, free, type Operation, pcpu, purge } from '../../model/workload.js';
import { type Claim, defineClaim, violate } from '../../properties/claim.js';
import { noStaleAlias } from '../../properties/no-stale-alias.js';
import { BUSY_LIST_CLAIMS, FREE_LIST_CLAIMS } from '../../scenarios/claims.js';
import { allocatorScenario } from '../../scenarios/define.js';
import { explore } from '../../scheduler/explore.js';

const WINDOW = 24;
const MAX_PADDING = 4;
const LENGTH = 120;

/** Allocations and frees at random; then everything is freed, and a purge. */
const workloads: fc.Arbitrary<Operation[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('alloc', 'alloc', 'alloc', 'free', 'free', 'free', 'purge'),
      pages: fc.integer({ min: 1, max: 7 }),
      align: fc.constantFrom(1, 1, 1, 2, 4, 8),
      which: fc.nat(1000),
    }),
    { minLength: LENGTH, maxLength: LENGTH },
  )
  .map((commands) => {
    const live: string[] = [];
    const does = commands.map(({ kind, pages, align, which }, nth) => {
      if (kind === 'alloc') {
        live.push(`area ${nth}`);
        return alloc(pages, `area ${nth}`, align);
      }
      return kind === 'purge' || live.length === 0 ? purge() : free(live.splice(which % live.length, 1)[0]!);
    });
    return [...does, ...live.map(free), purge()];
  });

/**
 * The reference: lowest fit over a map of pages, except that a hole which the request would fill exactly may be
 * overlooked: the designs compare with the largest hole that they noticed by `<`.
 */
function lowestFit(padding: number): Claim {
  return defineClaim({
    name: 'lowest fit',
    statement: 'Each request goes to the lowest hole that it fits, holes of exactly its size apart.',
    attach() {
      const pages = new Array<'free' | 'busy' | 'lazy'>(WINDOW).fill('free');
      const padded = (count: number, align: number) => (align <= padding ? alignUp(count, align) : count);
      const areas = new Map<number, { size: number }>();
      const mark = ({ start }: PageRange, as: 'busy' | 'lazy') => pages.fill(as, start, start + areas.get(start)!.size);
      const answers = (count: number, align: number): (number | null)[] => {
        const found: (number | null)[] = [];
        for (let at = 0; at < WINDOW; at++) {
          let end = at;
          while (pages[end] === 'free') end++;
          const start = alignUp(at, align);
          if (start + count <= end) {
            found.push(start);
            if (start + count < end) return found;
          }
          at = end;
        }
        return [...found, null];
      };
      return {
        state: pages,
        observer: {
          allocated(range, { pages: count, align }) {
            const expected = answers(padded(count, align), align);
            if (!expected.includes(range.start)) violate('lowest fit', `${range.start}, not one of ${expected}`);
            areas.set(range.start, { size: padded(count, align) });
            mark(range, 'busy');
          },
          lazy: (range) => mark(range, 'lazy'),
          purged() {
            for (let page = 0; page < WINDOW; page++) if (pages[page] === 'lazy') pages[page] = 'free';
          },
          exhausted({ pages: count, align }) {
            const expected = answers(padded(count, align), align);
            if (!expected.includes(null)) violate('lowest fit', `failed, but ${expected} would do`);
          },
        },
      };
    },
  });
}

/** At the end nothing is busy, and the free list, where there is one, is the whole window. */
const allFree = defineClaim({
  name: 'all free',
  statement: 'When everything has been freed and purged, all pages are free.',
  atEnd(allocator) {
    const { vmapArea, freeTrees } = allocator as BusyList;
    const isWhole = freeTrees.every(({ ranges }) => ranges.length === 1 && ranges[0]!.end === WINDOW);
    return vmapArea.areas.length === 0 && isWhole ? null : 'some page is not free';
  },
});

function broken(
  design: new (parameters: BusyListParameters) => Allocator,
  parameters: BusyListParameters,
  claims: readonly Claim[],
) {
  return (does: readonly Operation[]) => {
    const scenario = allocatorScenario({
      name: 'random-workload',
      question: 'Do all claims hold?',
      source: 'this test',
      design,
      parameters: { cpus: 1, window: WINDOW, lazyMax: 6, ...parameters },
      threads: { a: { does } },
      claims: [...claims, noStaleAlias, allFree],
      expect: { verdict: 'holds' },
    });
    return explore(scenario, { strategy: 'traces' }).broken;
  };
}

function check(find: (does: readonly Operation[]) => object, numRuns: number): void {
  const nothingBreaks = fc.property(workloads, (does) => {
    expect(find(does)).toEqual({});
  });
  fc.assert(nothingBreaks, { numRuns, seed: 2016 });
}

describe('busy-list', () => {
  // counter-v2 reads what it freed, and no-lock-no-flush never flushes: neither gets far.
  const sound = (Object.keys(PURGES) as (keyof typeof PURGES)[]).filter(
    (purgeKind) => purgeKind !== 'counter-v2' && purgeKind !== 'no-lock-no-flush',
  );

  it.each(sound)('serves one thread as the reference does, purging with %s', (purgeKind) => {
    check(broken(BusyList, { purge: purgeKind }, [...BUSY_LIST_CLAIMS, lowestFit(0)]), 4);
  });

  it('does so with lazy flags', () => {
    const parameters = { purge: 'purge_lock', accounting: 'flag-then-count' } as const;
    check(broken(BusyList, parameters, [...BUSY_LIST_CLAIMS, lowestFit(0)]), 8);
  });
});

describe('free-list-2018', () => {
  it('serves one thread as the reference does', () => {
    check(broken(FreeList2018, {}, [...FREE_LIST_CLAIMS, lowestFit(MAX_PADDING)]), 20);
  });
});

describe('counter-v4', () => {
  it('lets somebody get on, always: no purge returns before a moment at which nobody purges, though some may miss it', () => {
    const again = { does: [purge()], forever: true };
    const scenario = allocatorScenario({
      name: 'counter-v4-forever',
      question: 'Two tasks purge for ever beside a third: do they ever all spin?',
      source: 'vmalloc-designs.md 2.5',
      design: BusyList,
      parameters: { cpus: 1, window: 4, purge: 'counter-v4' },
      setup: [alloc(2, 'x'), alloc(2, 'y'), free('x')],
      threads: { a: { does: [alloc(1, 'a')] }, b: again, c: again },
      claims: BUSY_LIST_CLAIMS,
      expect: { verdict: 'holds' },
    });
    expect(explore(scenario, { strategy: 'states' })).toMatchObject({ outcome: 'holds', counts: { finals: 0 } });
  });
});

describe('the search for percpu chunks over busy areas', () => {
  /** Disjoint busy areas by address, and two areas of a chunk. */
  const cases = fc.record({
    pages: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    sizes: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 })),
    gap: fc.nat(3),
    align: fc.constantFrom(1, 1, 2),
  });

  it('finds the highest base at which all areas are free', () => {
    fc.assert(
      fc.property(cases, ({ pages, sizes, gap, align }) => {
        const up = (size: number) => alignUp(size, align);
        const request = { offsets: [0, up(sizes[0]) + up(gap)], sizes: [up(sizes[0]), up(sizes[1])], align };
        const busy = pages.flatMap((isBusy, page) => (isBusy ? [{ start: page, end: page + 1 }] : []));
        const isFree = (page: number) => page >= 0 && page < pages.length && !pages[page];
        const fits = (base: number) =>
          base % align === 0 &&
          request.offsets.every((offset, k) =>
            Array.from({ length: request.sizes[k]! }, (_, page) => base + offset + page).every(isFree),
          );
        const bases = pages.map((_, base) => base).filter(fits);
        const window = { vmallocStart: 0, vmallocEnd: pages.length, busy, hole: pages.length };
        const lastEnd = request.offsets[1]! + request.sizes[1]!;
        return lastEnd > pages.length || pcpuBase(window, request) === (bases.at(-1) ?? null);
      }),
      { numRuns: 2_000, seed: 2026 },
    );
  });

  it('is not begun if the window has room only where nothing aligned can be', () => {
    const scenario = allocatorScenario<BusyListParameters>({
      name: 'pcpu-window-unaligned',
      question: 'Is a chunk refused that is as long as the window, but would not be aligned in it?',
      source: 'vmalloc-designs.md 8',
      design: BusyList,
      parameters: { cpus: 1, vmallocStart: 1, window: 5 },
      threads: { a: { does: [pcpu([0], [4], 'a', 4)] } },
      claims: BUSY_LIST_CLAIMS,
    });
    expect(Object.keys(explore(scenario).broken)).toEqual(['WARN_ON']);
  });
});

describe('vm_unmap_aliases', () => {
  it('answers for no page that somebody has got while the call that gave it back had not returned', () => {
    const scenario = allocatorScenario<BusyListParameters>({
      name: 'reused-before-free-returns',
      question: 'Is a page of another owner taken for one that was given back?',
      source: 'a hunt on busy-list, mutex',
      design: BusyList,
      parameters: { cpus: 1, window: 1, lazyMax: 0 },
      setup: [alloc(1, 'x')],
      threads: { a: { does: [free('x'), purge()] }, b: { does: [alloc(1, 'b'), free('b')] } },
      claims: [noStaleAlias],
    });
    expect(explore(scenario, { strategy: 'traces' }).outcome).toBe('holds');
  });
});
