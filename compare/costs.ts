/** What a workload costs a design, over all traces: locks taken, steps of an operation, how free space is left. */
import type { Allocator } from '../model/allocator.js';
import type { PageRange } from '../model/memory/range-set.js';
import { isGlobal, onAcquisition } from '../properties/acquisitions.js';
import { type AllocatorWorld, type Claim, defineClaim } from '../properties/claim.js';
import { currentContext } from '../scheduler/object.js';
import { currentThread } from '../scheduler/step.js';

/** A figure over all traces. */
export interface Figure {
  readonly mean: number;
  readonly most: number;
}

/** Acquisitions of the locks of one class. */
export interface LockCost {
  readonly lock: string;
  /** There is one for the whole machine. */
  readonly isGlobal: boolean;
  /** For each operation, on average; workers' acquisitions count too. */
  readonly perOperation: number;
  /** In one operation, at most. */
  readonly most: number;
}

export interface Costs {
  readonly locks: readonly LockCost[];
  /** Share of the acquisitions that are of global locks, in [0, 1]; 0 if there are no acquisitions. */
  readonly globalShare: number;
  /** Scheduled steps of a thread from where an operation begins to where it returns: a thread's own, not others'. */
  readonly ownSteps: Figure;
  /** Free ranges that are left: entries of the free trees, or gaps where there are none. */
  readonly freeRanges: Figure;
  /** 1 - largest free range / free pages: the share of free space that one request cannot have, in [0, 1). */
  readonly fragmentation: Figure;
}

/** What one execution has cost so far. */
class Meter {
  operations = 0;
  /** Over all its operations: their sum, and that of the longest. */
  ownSteps = 0;
  longest = 0;
  /** By class of locks: acquisitions, and the most in one operation. */
  readonly taken = new Map<string, number>();
  readonly most = new Map<string, number>();
  readonly #begunAt: number[] = [];
  readonly #takenNow = new Map<number, Map<string, number>>();

  /** Listens to the execution that is being booted; the set-up does not count. */
  attach(): void {
    onAcquisition(({ lockClass }, thread) => {
      if (thread < 0) return;
      add(this.taken, lockClass, 1);
      let now = this.#takenNow.get(thread);
      if (now === undefined) this.#takenNow.set(thread, (now = new Map()));
      add(now, lockClass, 1);
    });
  }

  returned(): void {
    const thread = currentThread();
    if (thread < 0) return;
    const at = currentContext().stepsOf[thread]!;
    const steps = at - (this.#begunAt[thread] ?? 1); // its first step is `begin`
    this.#begunAt[thread] = at;
    this.operations++;
    this.ownSteps += steps;
    this.longest = Math.max(this.longest, steps);
    for (const [lock, count] of this.#takenNow.get(thread) ?? []) raise(this.most, lock, count);
    this.#takenNow.delete(thread);
  }
}

/** Measures each execution of a scenario; cannot break. Its state is a Meter, and no part of the world. */
export const meter: Claim = defineClaim<Meter>({
  name: 'costs',
  statement: 'Counts acquisitions of locks and steps.',
  attach() {
    const state = new Meter();
    state.attach();
    return { state, observer: { returned: () => state.returned() } };
  },
});

/** Adds up the costs of executions. */
export class CostSum {
  #executions = 0;
  #operations = 0;
  #ownSteps = 0;
  #longest = 0;
  readonly #taken = new Map<string, number>();
  readonly #most = new Map<string, number>();
  readonly #freeRanges = { sum: 0, most: 0 };
  readonly #fragmentation = { sum: 0, most: 0 };

  /** The world's execution, which had the meter, has ended. */
  add({ allocator, states }: AllocatorWorld): void {
    const { operations, ownSteps, longest, taken, most } = states.get(meter) as Meter;
    this.#executions++;
    this.#operations += operations;
    this.#ownSteps += ownSteps;
    this.#longest = Math.max(this.#longest, longest);
    for (const [lock, count] of taken) add(this.#taken, lock, count);
    for (const [lock, count] of most) raise(this.#most, lock, count);
    const free = freeRangesOf(allocator);
    include(this.#freeRanges, free.length);
    include(this.#fragmentation, fragmentationOf(free));
  }

  /** Null if there were none. */
  get costs(): Costs | null {
    if (this.#executions === 0) return null;
    const operations = Math.max(1, this.#operations);
    const locks = [...this.#taken]
      .map(([lock, count]) => ({
        lock,
        isGlobal: isGlobal(lock),
        perOperation: count / operations,
        most: this.#most.get(lock) ?? 0,
      }))
      .sort((one, other) => (one.lock < other.lock ? -1 : 1));
    const figure = ({ sum, most }: { sum: number; most: number }) => ({ mean: sum / this.#executions, most });
    return {
      locks,
      globalShare: globalShareOf(locks),
      ownSteps: { mean: this.#ownSteps / operations, most: this.#longest },
      freeRanges: figure(this.#freeRanges),
      fragmentation: figure(this.#fragmentation),
    };
  }
}

/** Of several workloads, at least one, all with the same weight: what is most of each, and the mean of the means. */
export function overall(each: readonly Costs[]): Costs {
  const mean = (of: (costs: Costs) => number) => each.reduce((sum, costs) => sum + of(costs), 0) / each.length;
  const most = (of: (costs: Costs) => number) => Math.max(...each.map(of));
  const figure = (of: (costs: Costs) => Figure) => ({
    mean: mean((costs) => of(costs).mean),
    most: most((costs) => of(costs).most),
  });
  const names = [...new Set(each.flatMap(({ locks }) => locks.map(({ lock }) => lock)))].sort();
  const locks = names.map((lock) => {
    const find = (costs: Costs) => costs.locks.find((one) => one.lock === lock);
    return {
      lock,
      isGlobal: isGlobal(lock),
      perOperation: mean((costs) => find(costs)?.perOperation ?? 0),
      most: most((costs) => find(costs)?.most ?? 0),
    };
  });
  return {
    locks,
    globalShare: globalShareOf(locks),
    ownSteps: figure(({ ownSteps }) => ownSteps),
    freeRanges: figure(({ freeRanges }) => freeRanges),
    fragmentation: figure(({ fragmentation }) => fragmentation),
  };
}

function globalShareOf(locks: readonly LockCost[]): number {
  const sum = (some: readonly LockCost[]) => some.reduce((total, { perOperation }) => total + perOperation, 0);
  const all = sum(locks);
  return all === 0 ? 0 : sum(locks.filter((lock) => lock.isGlobal)) / all;
}

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

function fragmentationOf(free: readonly PageRange[]): number {
  const pages = free.map(({ start, end }) => end - start);
  const all = pages.reduce((sum, count) => sum + count, 0);
  return all === 0 ? 0 : 1 - Math.max(...pages) / all;
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function raise(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, Math.max(counts.get(key) ?? 0, count));
}

function include(figure: { sum: number; most: number }, value: number): void {
  figure.sum += value;
  figure.most = Math.max(figure.most, value);
}
