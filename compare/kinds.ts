/** What a comparison knows of each kind of allocator; everything else is the same for all. */
import type { Allocator } from '../model/allocator.js';
import type { PercpuDesign, PercpuObserver, PercpuParameters } from '../model/designs/percpu-2005.js';
import type { PageRange } from '../model/memory/range-set.js';
import type { NodeAllocatorParameters } from '../model/node-allocator.js';
import { holdMeasures, type Measures, measures } from '../properties/measures.js';
import { ALL_PERCPU_CLAIMS } from '../scenarios/claims.js';
import type { SubjectKind } from '../scenarios/define.js';
import { designs } from '../scenarios/designs.js';
import { type GenericWorkload, genericWorkloads } from '../scenarios/generic.js';
import { genericPercpuWorkloads } from '../scenarios/generic-percpu.js';
import { shippedOf, shippedPercpu } from '../scenarios/matrix.js';
import type { AnyClaim, AnyOperation, AnyScenario } from '../scenarios/subject.js';
import type { Metered } from './costs.js';

export type Parameters = Readonly<Record<string, unknown>>;

export interface Kind extends Metered {
  /** Parameters that describe the situation, not the design: they mean the same wherever they mean something. */
  readonly situation: readonly string[];
  /** What parameters have by default that matter to a workload. */
  readonly defaults: Parameters;
  /** What its free ranges are counted in. */
  readonly unit: 'pages' | 'units';
  /** What is claimed of every design, beside what its scenarios claim. */
  readonly claims: readonly AnyClaim[];
  /** The workloads for designs with these parameters, and the situation for both: the larger of the two. */
  generic(
    a: Parameters,
    b: Parameters,
  ): { readonly situation: Parameters; readonly workloads: readonly GenericWorkload<AnyOperation>[] };
  /** The scenarios of a shipped design, by its name; none for another. */
  shipped(design: string): readonly AnyScenario[];
  /** New ones for each exploration. */
  measures(): Measures;
}

/** The generic workloads need that many pages. */
const LEAST_WINDOW = 8;

const VMALLOC_DEFAULTS = { cpus: 2, window: 16 };

const VMALLOC: Kind = {
  situation: [
    'cpus',
    'vmallocStart',
    'window',
    'lazyMax',
    'migrations',
    'slabFailures',
    'kasanFailures',
    'notifierFrees',
    'workqueue',
    'earlyBoot',
  ] satisfies readonly (keyof NodeAllocatorParameters)[],
  defaults: VMALLOC_DEFAULTS,
  unit: 'pages',
  claims: [],
  generic(...both) {
    const complete = both.map((parameters) => ({ ...VMALLOC_DEFAULTS, ...parameters }));
    const window = Math.max(LEAST_WINDOW, ...complete.map((each) => each.window));
    const cpus = Math.max(...complete.map((each) => each.cpus));
    const fits = ({ threads }: GenericWorkload) => Object.values(threads).every(({ cpu = 0 }) => cpu < cpus);
    return { situation: { window, cpus }, workloads: genericWorkloads(window).filter(fits) };
  },
  shipped(wanted) {
    const design = designs.find(({ name }) => name === wanted);
    return design === undefined ? [] : shippedOf(design);
  },
  measures,
  listen: () => ({}),
  freeRanges: (allocator) => freeRangesOf(allocator as Allocator),
};

const PERCPU_DEFAULTS = { nrCpus: 3, possible: [0, 1], window: 24, pageSize: 2, currSize: 1, blockPages: 2 };

const PERCPU: Kind = {
  situation: [
    'nrCpus',
    'possible',
    'window',
    'pageSize',
    'pageFailures',
    'pageTableFailures',
    'slabFailures',
  ] satisfies readonly (keyof PercpuParameters)[],
  defaults: PERCPU_DEFAULTS,
  unit: 'units',
  claims: ALL_PERCPU_CLAIMS,
  generic(...both) {
    const complete = both.map((parameters) => ({ ...PERCPU_DEFAULTS, ...parameters }));
    const largest = (name: 'nrCpus' | 'window' | 'pageSize' | 'currSize') =>
      Math.max(...complete.map((each) => each[name]));
    const possible = [...new Set(complete.flatMap((each) => each.possible))].sort((one, other) => one - other);
    const pageSize = largest('pageSize');
    const block = Math.min(...complete.map(({ blockPages }) => blockPages)) * pageSize;
    const fits = ({ threads }: GenericWorkload<AnyOperation>) =>
      Object.values(threads).every(({ cpu = 0 }) => possible.includes(cpu));
    return {
      situation: { nrCpus: largest('nrCpus'), possible, window: largest('window'), pageSize },
      workloads: genericPercpuWorkloads(block, largest('currSize')).filter(fits),
    };
  },
  shipped: (design) => (design === 'percpu-2005' ? shippedPercpu : []),
  measures: holdMeasures,
  listen: (count): PercpuObserver => ({
    callsAllCpus: () => count('calls to all CPUs'),
    blockAdded: () => count('blocks added'),
    missed: () => count('searches in vain'),
  }),
  freeRanges(allocator) {
    const percpu = allocator as PercpuDesign;
    return percpu.blkhead.nodes.flatMap((blkp) =>
      percpu.makeObjMap(blkp).map(({ startbit, objSize }) => {
        const start = blkp.start * percpu.pageSize + startbit * percpu.currSize;
        return { start, end: start + objSize };
      }),
    );
  },
};

export const KINDS: Readonly<Record<SubjectKind, Kind>> = { vmalloc: VMALLOC, percpu: PERCPU };

/** Entries of the free trees; of a design without any, what lies between the ranges that are somewhere. */
export function freeRangesOf({ freeTrees, places, vmallocStart, vmallocEnd }: Allocator): readonly PageRange[] {
  if (freeTrees.length > 0) return freeTrees.flatMap(({ ranges }) => ranges);
  const used = places.flatMap(({ ranges }) => ranges).sort((one, other) => one.start - other.start);
  const gaps: PageRange[] = [];
  let end = vmallocStart;
  for (const range of [...used, { start: vmallocEnd, end: vmallocEnd }]) {
    if (range.start > end) gaps.push({ start: end, end: range.start });
    end = Math.max(end, range.end);
  }
  return gaps;
}
