/** What can be asked of each kind of design, as fast-check arbitraries: operations, faults and other parameters. */
import fc from 'fast-check';
import type { SubjectKind } from '../scenarios/define.js';
import type { AnyOperation } from '../scenarios/subject.js';

/** What the operations of one thread, or of the set-up, may say. */
export interface Sizes {
  /** Pages, or units of a per-CPU object; 1 or more. */
  readonly largest: number;
  /** Alignments, 1 first. */
  readonly alignments: readonly number[];
  /** Names that they give to what they allocate. */
  readonly names: readonly string[];
  /** Names of what they use. */
  readonly uses: readonly string[];
}

export interface Vocabulary {
  /** Kinds of operation: the more weight, the more of them. */
  operations(sizes: Sizes): fc.WeightedArbitrary<AnyOperation>[];
  /** By name: faults and limits that a workload may set. */
  readonly parameters: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
  /** CPUs that threads may start on: `[0, cpus)`. */
  cpus(parameters: object): number;
  /** Largest request worth asking for. */
  largest(parameters: object): number;
}

const only = <const T>(value: T) => fc.constant(value);

const VMALLOC: Vocabulary = {
  operations({ largest, alignments, names, uses }) {
    const pages = fc.integer({ min: 1, max: largest });
    const align = fc.constantFrom(...alignments);
    const as = fc.constantFrom(...names);
    const area = fc.constantFrom(...uses);
    const offset = fc.integer({ min: 0, max: largest });
    // Two areas of a percpu chunk, the second so far above the first.
    const chunk = fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 2 }), as).map(
      ([distance, size, name]): AnyOperation => ({
        kind: 'pcpu',
        offsets: [0, distance],
        sizes: [size, 1],
        align: 1,
        as: name,
      }),
    );
    return [
      { weight: 8, arbitrary: fc.record({ kind: only('alloc'), pages, align, as }) },
      { weight: 8, arbitrary: fc.record({ kind: only('free'), area }) },
      { weight: 3, arbitrary: fc.record({ kind: only('purge') }) },
      { weight: 2, arbitrary: fc.record({ kind: only('find'), area, offset }) },
      { weight: 1, arbitrary: fc.record({ kind: only('shrink') }) },
      { weight: 2, arbitrary: fc.record({ kind: only('map_ram'), pages, as }) },
      { weight: 2, arbitrary: fc.record({ kind: only('unmap_ram'), area }) },
      { weight: 1, arbitrary: chunk },
    ];
  },
  parameters: {
    migrations: { min: 1, max: 1 },
    slabFailures: { min: 1, max: 1 },
    kasanFailures: { min: 1, max: 1 },
    lazyMax: { min: 0, max: 4 },
  },
  cpus: ({ cpus = 2 }: { cpus?: number }) => cpus,
  largest: ({ window = 16 }: { window?: number }) => Math.max(1, Math.floor(window / 2)),
};

const PERCPU: Vocabulary = {
  operations({ largest, alignments, names, uses }) {
    const size = fc.integer({ min: 1, max: largest });
    const align = fc.constantFrom(0, ...alignments);
    const as = fc.constantFrom(...names);
    return [
      { weight: 3, arbitrary: fc.record({ kind: only('alloc'), size, align, as }) },
      { weight: 2, arbitrary: fc.record({ kind: only('free'), area: fc.constantFrom(...uses) }) },
    ];
  },
  parameters: {
    pageFailures: { min: 1, max: 1 },
    pageTableFailures: { min: 1, max: 1 },
    slabFailures: { min: 1, max: 1 },
  },
  cpus: ({ possible = [0, 1] }: { possible?: readonly number[] }) => possible.length,
  largest: ({ blockPages = 2, pageSize = 2 }: { blockPages?: number; pageSize?: number }) => blockPages * pageSize,
};

export const VOCABULARIES: Readonly<Record<SubjectKind, Vocabulary>> = { vmalloc: VMALLOC, percpu: PERCPU };
