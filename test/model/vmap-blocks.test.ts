import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Allocator, VmapArea } from '../../model/allocator.js';
import { BusyList } from '../../model/designs/busy-list.js';
import { PURGES } from '../../model/designs/busy-list-purge.js';
import { VmapNode2023 } from '../../model/designs/vmap-node-2023.js';
import {
  BLOCKS_4_1,
  BLOCKS_5_13,
  BLOCKS_6_3,
  BLOCKS_6_4,
  BLOCKS_6_5,
  BLOCKS_6_11,
  type VmapBlocksForm,
} from '../../model/vmap-blocks.js';
import type { Claim } from '../../properties/claim.js';
import { BLOCK_CLAIMS, BUSY_BLOCK_CLAIMS } from '../../scenarios/claims.js';
import { explore } from '../../scheduler/explore.js';
import { currentContext, ghost } from '../../scheduler/object.js';
import { defineScenario } from '../../scheduler/scenario.js';
import { runAtBoot } from '../../scheduler/step.js';

const WINDOW = 32;
const BITS = 4;
const MAX_ALLOC = 2;

/** Runs the body once, as if booting: no threads, every step at once. */
function atBoot(body: () => void): void {
  let done = false;
  const boot = () => {
    if (!done) body();
    done = true;
    return { world: null, threads: {} };
  };
  explore(defineScenario({ name: 'sequential', question: '', source: '', properties: [], boot }), {
    strategy: 'traces',
  });
}

interface ReferenceBlock {
  readonly start: number;
  free: number;
  dirty: number;
}

/** The same allocator, written plainly: first fit for areas, front to back in blocks, first block that has room. */
class Reference {
  readonly #isFree = new Array<boolean>(WINDOW).fill(true);
  readonly #lazy: [number, number][] = [];
  #blocks: ReferenceBlock[] = [];

  readonly form: VmapBlocksForm;

  constructor(form: VmapBlocksForm) {
    this.form = form;
  }

  map(pages: number): number | null {
    if (pages > MAX_ALLOC) return this.#area(pages, 1);
    const block = this.#blocks.find(({ free }) => free >= pages);
    if (block !== undefined) {
      block.free -= pages;
      return block.start + BITS - block.free - pages;
    }
    const start = this.#area(BITS, BITS);
    if (start !== null) this.#blocks.push({ start, free: BITS - pages, dirty: 0 });
    return start;
  }

  unmap(start: number, pages: number): void {
    if (pages > MAX_ALLOC) this.#lazy.push([start, start + pages]);
    else {
      this.#blocks.find((block) => block.start <= start && start < block.start + BITS)!.dirty += pages;
      this.#give(({ dirty }) => dirty === BITS);
    }
  }

  aliases(): void {
    if (!this.form.aliasesByIndex) this.#give(({ free, dirty }) => free + dirty === BITS);
    this.#purge();
  }

  get free(): boolean {
    return this.#isFree.every((isFree) => isFree);
  }

  #give(which: (block: ReferenceBlock) => boolean): void {
    for (const { start } of this.#blocks.filter(which)) this.#lazy.push([start, start + BITS]);
    this.#blocks = this.#blocks.filter((block) => !which(block));
  }

  #purge(): void {
    for (const [start, end] of this.#lazy.splice(0)) this.#isFree.fill(true, start, end);
  }

  #area(pages: number, align: number): number | null {
    const found = this.#fit(pages, align);
    if (found !== null) return found;
    this.#give(({ free, dirty }) => free + dirty === BITS);
    this.#purge();
    return this.#fit(pages, align);
  }

  #fit(pages: number, align: number): number | null {
    for (let start = 0; start + pages <= WINDOW; start += align) {
      if (!this.#isFree.slice(start, start + pages).every((isFree) => isFree)) continue;
      this.#isFree.fill(false, start, start + pages);
      return start;
    }
    return null;
  }
}

const FORMS: Readonly<Record<string, VmapBlocksForm>> = {
  '4.1': BLOCKS_4_1,
  '5.13': BLOCKS_5_13,
  '6.3': BLOCKS_6_3,
  '6.4': BLOCKS_6_4,
  '6.11': BLOCKS_6_11,
};

type Todo = { readonly map: number } | { readonly unmap: number } | { readonly flush: true };

/** A mapping of so many pages, an unmapping of one of those there are, or a flush of aliases. */
const operations: fc.Arbitrary<Todo[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ map: fc.integer({ min: 1, max: 5 }) }) },
    { weight: 5, arbitrary: fc.record({ unmap: fc.nat() }) },
    { weight: 1, arbitrary: fc.constant({ flush: true } as const) },
  ),
  { minLength: 40, maxLength: 80 },
);

/** Performs the operations, checks the claims, and gives everything back. The reference, if any, says the addresses. */
function serve(
  allocator: Allocator,
  claims: readonly Claim[],
  todo: readonly Todo[],
  reference: Reference | null,
): void {
  const states = claims.map((claim) => {
    const attached = ghost(() => claim.attach?.(allocator));
    if (attached !== undefined) allocator.trace.attach(attached.observer);
    return attached?.state;
  });
  const mapped: VmapArea[] = [];
  const map = (pages: number) => {
    const range = runAtBoot(allocator.vmMapRam(pages));
    const start = reference?.map(pages);
    const found = typeof range === 'string' ? null : range.start;
    if (reference !== null) expect(found).toBe(start);
    if (typeof range !== 'string') mapped.push(range);
    return found;
  };
  const unmap = (at: number) => {
    const [range] = mapped.splice(at, 1);
    runAtBoot(allocator.vmUnmapRam(range!));
    reference?.unmap(range!.start, range!.end - range!.start);
  };
  const aliases = () => {
    runAtBoot(allocator.vmUnmapAliases());
    reference?.aliases();
  };
  for (const each of todo) {
    if ('map' in each) map(each.map);
    else if ('flush' in each) aliases();
    else if (mapped.length > 0) unmap(each.unmap % mapped.length);
  }
  while (mapped.length > 0) unmap(0);
  expect(map(WINDOW), 'the whole window').toBe(0);
  unmap(0);
  aliases();
  expect(allocator.places.flatMap(({ name, ranges }) => (name === 'free_vmap_area' ? [] : ranges))).toEqual([]);
  for (const [k, claim] of claims.entries()) {
    expect(claim.always?.(allocator, states[k]) ?? null, claim.name).toBeNull();
    expect(claim.atEnd?.(allocator, states[k]) ?? null, claim.name).toBeNull();
  }
  expect(currentContext().reported).toBeNull();
}

/** To 6.4 vm_unmap_aliases forgets blocks without free pages; see FOUND.md. */
function kept(claims: readonly Claim[], form: VmapBlocksForm): Claim[] {
  return claims.filter(({ name }) => name !== 'I-ALIAS' || form.aliasesByIndex);
}

describe.each(Object.entries(FORMS))('the blocks of %s, one thread', (_name, form) => {
  it('give the addresses of a plain allocator, keep every claim, and return every page', () => {
    fc.assert(
      fc.property(operations, (todo) => {
        atBoot(() => {
          const blocks = { form, bits: BITS, maxAlloc: MAX_ALLOC };
          // Requests above a quarter of a node go to the global heap: no node is filled here.
          const allocator = new VmapNode2023({ cpus: 1, window: WINDOW, nodeSize: 4, blocks });
          const reference = new Reference(form);
          serve(allocator, kept(BLOCK_CLAIMS, form), todo, reference);
          expect(reference.free).toBe(true);
          expect(allocator.freeVmapArea.ranges).toEqual([{ start: 0, end: WINDOW }]);
        });
      }),
      { numRuns: 30, seed: 1 },
    );
  });
});

/** Not those that are wrong alone: one reads what it has freed, one does not flush, one purges no blocks for room. */
const PURGES_THAT_SERVE = (Object.keys(PURGES) as (keyof typeof PURGES)[]).filter(
  (purge) => !['counter-v2', 'no-lock-no-flush', 'trylock-2008'].includes(purge),
);

describe('the blocks of 4.1 on the busy list, one thread', () => {
  it.each(PURGES_THAT_SERVE)('keep every claim and return every page: %s', (purge) => {
    fc.assert(
      fc.property(operations, (todo) => {
        atBoot(() => {
          const blocks = { bits: BITS, maxAlloc: MAX_ALLOC };
          const allocator = new BusyList({ cpus: 1, window: WINDOW, lazyMax: 3, purge, blocks });
          expect(allocator.blocks!.form).toBe(BLOCKS_4_1);
          serve(allocator, kept(BUSY_BLOCK_CLAIMS, BLOCKS_4_1), todo, null);
        });
      }),
      { numRuns: 12, seed: 2 },
    );
  });

  it('are given back for an allocation that finds no room, but not by the purge of 2.6.28', () => {
    const answers = (['trylock-2008', 'purge_lock', 'mutex'] as const).map((purge) => {
      let answer: unknown;
      atBoot(() => {
        const allocator = new BusyList({ cpus: 1, window: 8, purge, blocks: { bits: BITS, maxAlloc: MAX_ALLOC } });
        const x = runAtBoot(allocator.vmMapRam(2)) as VmapArea;
        runAtBoot(allocator.vmUnmapRam(x));
        answer = runAtBoot(allocator.vmalloc(8));
      });
      return answer;
    });
    const window = { start: 0, end: 8 };
    expect(answers).toMatchObject(['-EBUSY', window, window]);
  });

  it('have no form that vm_unmap_aliases looks for by index', () => {
    expect(() => atBoot(() => new BusyList({ blocks: { form: BLOCKS_6_5 } }))).toThrow('a form up to BLOCKS_6_4');
  });
});
