/** What a workload costs a design, over all traces: locks taken, steps of an operation, how free space is left. */
import type { PageRange } from '../model/memory/range-set.js';
import type { CallObserver } from '../model/tracepoints.js';
import { isGlobal, onAcquisition } from '../properties/acquisitions.js';
import type { AllocatorWorld } from '../properties/claim.js';
import type { AnyClaim } from '../scenarios/subject.js';
import { currentContext } from '../scheduler/object.js';
import { currentThread } from '../scheduler/step.js';

/** A figure over all traces. */
export interface Figure {
  readonly mean: number;
  readonly most: number;
}

/** What happens several times in an operation. */
export interface CountedCost {
  readonly what: string;
  /** For each operation, on average; what workers do counts too. */
  readonly perOperation: number;
  /** In one operation, at most. */
  readonly most: number;
}

/** Acquisitions of the locks of one class. */
export interface LockCost extends Omit<CountedCost, 'what'> {
  readonly lock: string;
  /** There is one for the whole machine. */
  readonly isGlobal: boolean;
}

export interface Costs {
  readonly locks: readonly LockCost[];
  /** Share of the acquisitions that are of global locks, in [0, 1]; 0 if there are no acquisitions. */
  readonly globalShare: number;
  /** What else is counted of this kind of allocator. */
  readonly counts: readonly CountedCost[];
  /** Scheduled steps of a thread from where an operation begins to where it returns: a thread's own, not others'. */
  readonly ownSteps: Figure;
  /** Free ranges that are left: entries of the free trees, or gaps where there are none; those of per-CPU blocks. */
  readonly freeRanges: Figure;
  /** 1 - largest free range / all free ranges: the share of free space that one request cannot have, in [0, 1). */
  readonly fragmentation: Figure;
}

/** What a kind of allocator adds to what is measured of all. */
export interface Metered {
  /** Listens to an execution; to call `count` is to say that this happened once more. */
  listen(count: (what: string) => void): CallObserver;
  /** What of its space it could hand out, of the end of an execution. */
  freeRanges(allocator: unknown): readonly PageRange[];
}

/** How often each of several things happened in one execution. */
class Tally {
  /** In all its operations, and the most in one. */
  readonly total = new Map<string, number>();
  readonly most = new Map<string, number>();
  readonly #now = new Map<number, Map<string, number>>();

  count(what: string, thread: number): void {
    if (thread < 0) return; // the set-up
    add(this.total, what, 1);
    let now = this.#now.get(thread);
    if (now === undefined) this.#now.set(thread, (now = new Map()));
    add(now, what, 1);
  }

  /** The thread's operation is over. */
  returned(thread: number): void {
    for (const [what, count] of this.#now.get(thread) ?? []) raise(this.most, what, count);
    this.#now.delete(thread);
  }
}

/** What one execution has cost so far; the set-up does not count. */
class Meter {
  operations = 0;
  /** Over all its operations: their sum, and that of the longest. */
  ownSteps = 0;
  longest = 0;
  /** By class of locks: acquisitions. */
  readonly taken = new Tally();
  /** By what the kind of allocator counts. */
  readonly counted = new Tally();
  /** Those of the present state. */
  readonly freeRanges: () => readonly PageRange[];
  readonly #begunAt: number[] = [];

  constructor(freeRanges: Meter['freeRanges']) {
    this.freeRanges = freeRanges;
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
    this.taken.returned(thread);
    this.counted.returned(thread);
  }
}

/** A claim that measures each execution of a scenario and cannot break. Its state is a Meter, and no part of the world. */
export function meterOf({ listen, freeRanges }: Metered): AnyClaim {
  return {
    name: 'costs',
    statement: 'Counts acquisitions of locks, steps, and what else the kind of allocator has.',
    attach(allocator) {
      const state = new Meter(() => freeRanges(allocator));
      onAcquisition(({ lockClass }, thread) => state.taken.count(lockClass, thread));
      const observer = listen((what) => state.counted.count(what, currentThread()));
      return { state, observer: { ...observer, returned: () => state.returned() } };
    },
  };
}

/** The sum over executions of what is counted by name. */
class TallySum {
  readonly #total = new Map<string, number>();
  readonly #most = new Map<string, number>();

  add({ total, most }: Tally): void {
    for (const [what, count] of total) add(this.#total, what, count);
    for (const [what, count] of most) raise(this.#most, what, count);
  }

  /** Of so many operations. */
  costs(operations: number): CountedCost[] {
    return [...this.#total]
      .map(([what, count]) => ({ what, perOperation: count / operations, most: this.#most.get(what) ?? 0 }))
      .sort((one, other) => (one.what < other.what ? -1 : 1));
  }
}

/** Adds up the costs of executions. */
export class CostSum {
  readonly #meter: AnyClaim;
  #executions = 0;
  #operations = 0;
  #ownSteps = 0;
  #longest = 0;
  readonly #taken = new TallySum();
  readonly #counted = new TallySum();
  readonly #freeRanges = { sum: 0, most: 0 };
  readonly #fragmentation = { sum: 0, most: 0 };

  /** @param meter what the executions have; see meterOf */
  constructor(meter: AnyClaim) {
    this.#meter = meter;
  }

  /** The world's execution has ended. */
  add({ states }: AllocatorWorld<unknown>): void {
    const { operations, ownSteps, longest, taken, counted, freeRanges } = states.get(this.#meter) as Meter;
    this.#executions++;
    this.#operations += operations;
    this.#ownSteps += ownSteps;
    this.#longest = Math.max(this.#longest, longest);
    this.#taken.add(taken);
    this.#counted.add(counted);
    const free = freeRanges();
    include(this.#freeRanges, free.length);
    include(this.#fragmentation, fragmentationOf(free));
  }

  /** Null if there were none. */
  get costs(): Costs | null {
    if (this.#executions === 0) return null;
    const operations = Math.max(1, this.#operations);
    const locks = this.#taken.costs(operations).map(asLockCost);
    const figure = ({ sum, most }: { sum: number; most: number }) => ({ mean: sum / this.#executions, most });
    return {
      locks,
      globalShare: globalShareOf(locks),
      counts: this.#counted.costs(operations),
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
  const counted = (of: (costs: Costs) => readonly CountedCost[]): CountedCost[] => {
    const names = [...new Set(each.flatMap((costs) => of(costs).map(({ what }) => what)))].sort();
    const find = (costs: Costs, name: string) => of(costs).find(({ what }) => what === name);
    return names.map((what) => ({
      what,
      perOperation: mean((costs) => find(costs, what)?.perOperation ?? 0),
      most: most((costs) => find(costs, what)?.most ?? 0),
    }));
  };
  const locks = counted(({ locks }) => locks.map(({ lock, ...cost }) => ({ ...cost, what: lock }))).map(asLockCost);
  return {
    locks,
    globalShare: globalShareOf(locks),
    counts: counted(({ counts }) => counts),
    ownSteps: figure(({ ownSteps }) => ownSteps),
    freeRanges: figure(({ freeRanges }) => freeRanges),
    fragmentation: figure(({ fragmentation }) => fragmentation),
  };
}

function asLockCost({ what: lock, perOperation, most }: CountedCost): LockCost {
  return { lock, isGlobal: isGlobal(lock), perOperation, most };
}

function globalShareOf(locks: readonly LockCost[]): number {
  const sum = (some: readonly LockCost[]) => some.reduce((total, { perOperation }) => total + perOperation, 0);
  const all = sum(locks);
  return all === 0 ? 0 : sum(locks.filter((lock) => lock.isGlobal)) / all;
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
