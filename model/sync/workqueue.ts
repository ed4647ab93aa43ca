/** `struct workqueue_struct`: when a work item that is queued may start. */
import { SharedObject } from '../../scheduler/object.js';
import type { Steps } from '../../scheduler/step.js';
import type { Cpus } from '../cpu/cpus.js';
import { tellOfSleep } from './might-sleep.js';

/**
 * - 'unbound': items run side by side, wherever they were queued. WQ_UNBOUND.
 * - 'bound': by CPU, in the order in which they were queued; the next one starts when those before it have ended or may
 *   sleep. The queues of `schedule_work()` since 2.6.36.
 * - 'one worker': by CPU, in order; the next one starts when the one before it has ended. The queues until 2.6.35.
 */
export type WorkqueueForm = 'unbound' | 'bound' | 'one worker';

/** What is queued. */
interface Work {
  readonly name: string;
}

/** What one CPU has to do. */
class Pool {
  /** First in, first out. */
  queued: readonly Work[] = [];
  /** Started and not ended. */
  running: readonly Work[] = [];
  /** Those of them that keep others from starting. */
  busy: readonly Work[] = [];
}

const without = (works: readonly Work[], work: Work) => works.filter((each) => each !== work);

/**
 * A queue whose items are started by CPU. The kernel starts another worker while the first one sleeps, and none once it
 * is awake again; here it may start from the first call on that may sleep, whether that call waits or not: more
 * interleavings, never fewer, and no other deadlocks, for who waits lets others start in both.
 */
export class Workqueue extends SharedObject {
  readonly #pools: readonly Pool[];
  readonly #cpus: Cpus;
  readonly #isConcurrent: boolean;

  constructor(name: string, form: Exclude<WorkqueueForm, 'unbound'>, cpus: Cpus) {
    super(name);
    this.#cpus = cpus;
    this.#isConcurrent = form === 'bound';
    this.#pools = Array.from({ length: cpus.count }, () => new Pool());
  }

  /** Where `queue_work()` queues: the CPU of the running thread. */
  here(): Steps<number> {
    return this.#cpus.current();
  }

  /** The running thread is the worker of that item: its sleep is noticed. */
  serve(work: Work): void {
    if (this.#isConcurrent) tellOfSleep(() => this.#sleep(work));
  }

  #sleep(work: Work): void {
    const cpu = this.#pools.findIndex(({ busy }) => busy.includes(work));
    if (cpu < 0) return;
    this.updates(cpu, cpu + 1); // nobody looks at the others: two of these commute
    const pool = this.#pools[cpu]!;
    pool.busy = without(pool.busy, work);
  }

  /** For claims: nothing is queued, nothing runs. */
  get isIdle(): boolean {
    this.reads();
    return this.#pools.every(({ queued, running }) => queued.length + running.length === 0);
  }

  snapshot(): unknown {
    const names = (works: readonly Work[]) => works.map(({ name }) => name);
    return this.#pools.map(({ queued, running, busy }) => [
      names(queued),
      new Set(names(running)),
      new Set(names(busy)),
    ]);
  }

  /** Called by WorkItem: puts the item at the end of the CPU's queue, or of that where it still runs. @internal */
  queue(work: Work, cpu: number): void {
    this.reads();
    const runsOn = this.#pools.findIndex(({ running }) => running.includes(work));
    const to = runsOn < 0 ? cpu : runsOn;
    this.modifies(to, to + 1);
    const pool = this.#pools[to]!;
    pool.queued = [...pool.queued, work];
  }

  /** Called by WorkItem: whether it is the item's turn. What still runs, and is queued again, lets others pass. @internal */
  mayStart(work: Work): boolean {
    return this.#pools.some(
      ({ queued, running, busy }) => busy.length === 0 && queued.find((each) => !running.includes(each)) === work,
    );
  }

  /** Called by WorkItem: the running thread starts the item, on the CPU where it was queued. @internal */
  begin(work: Work): void {
    const cpu = this.#pools.findIndex(({ queued }) => queued.includes(work));
    this.modifies(cpu, cpu + 1);
    const pool = this.#pools[cpu]!;
    pool.queued = without(pool.queued, work);
    pool.running = [...pool.running, work];
    pool.busy = [...pool.busy, work];
    this.#cpus.pin(cpu);
  }

  /** Called by WorkItem. @internal */
  end(work: Work): void {
    const cpu = this.#pools.findIndex(({ running }) => running.includes(work));
    this.modifies(cpu, cpu + 1);
    const pool = this.#pools[cpu]!;
    pool.running = without(pool.running, work);
    pool.busy = without(pool.busy, work);
  }
}

/** The queue of that form; null if its items start whenever they like. */
export function makeWorkqueue(name: string, form: WorkqueueForm, cpus: Cpus): Workqueue | null {
  return form === 'unbound' ? null : new Workqueue(name, form, cpus);
}
