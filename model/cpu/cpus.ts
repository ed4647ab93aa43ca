/** CPUs: which one a thread is on, and variables that exist once per CPU. */
import { PerThread } from '../../scheduler/object.js';
import { choose, type Steps } from '../../scheduler/step.js';
import { heldSpinning } from '../sync/might-sleep.js';

/** The machine's CPUs and which one each thread is on: state of each thread's own, so no shared object. */
export class Cpus {
  /** Possible CPUs, numbered from 0. */
  readonly count: number;
  readonly #cpu = new PerThread(0);
  /** Migrations that the scenario still allows. */
  readonly #migrationsLeft: PerThread<number>;

  /**
   * @param count possible CPUs, at least 1
   * @param migrations how often each thread may be moved to another CPU while it is preemptible
   */
  constructor(count: number, migrations = 0) {
    this.count = count;
    this.#migrationsLeft = new PerThread(migrations);
  }

  /** Puts the running thread on a CPU; at its start, before it does anything. */
  pin(cpu: number): void {
    this.#cpu.set(cpu);
  }

  /**
   * `raw_smp_processor_id`: the CPU that the thread runs on. A preemptible thread may have been moved since it last
   * looked: where migrations are allowed, each look is a choice of the CPU it is on by now.
   */
  *current(): Steps<number> {
    const here = this.#cpu.get();
    const left = this.#migrationsLeft.get();
    if (left === 0 || this.count === 1 || heldSpinning() !== undefined) return here;
    const moved = yield* choose(this.count, 'CPUs it was moved by');
    if (moved === 0) return here;
    this.#migrationsLeft.set(left - 1);
    const to = (here + moved) % this.count;
    this.#cpu.set(to);
    return to;
  }
}

/** One value for each possible CPU: `DEFINE_PER_CPU`. */
export class PerCpu<T> {
  readonly #values: readonly T[];

  /** @param make builds the value of one CPU */
  constructor(cpus: Cpus, make: (cpu: number) => T) {
    this.#values = Array.from({ length: cpus.count }, (_, cpu) => make(cpu));
  }

  /** `per_cpu_ptr`. */
  of(cpu: number): T {
    return this.#values[cpu]!;
  }

  /** The values, by CPU. */
  [Symbol.iterator](): IterableIterator<T> {
    return this.#values[Symbol.iterator]();
  }
}
