/** Which locks threads contend for, and how often others may take one while a thread waits for it. */
import type { Execution } from '../execution.js';
import type { FootprintTable } from '../footprint.js';
import { ACQUIRE, PASS } from '../object.js';
import type { Path } from '../path.js';

/** A lock that was taken. */
export interface LockUse {
  /** Its name. */
  readonly lock: string;
  /** How often, at most, other threads take it between a thread's asking for it and its getting it. 0: no contention. */
  readonly bypasses: number;
  /** Who waits then; null if nobody has to. */
  readonly waiter: string | null;
}

export class Contention {
  readonly #uses = new Map<string, LockUse>();
  /** By footprint: ids of the locks that an event takes. */
  readonly #takes: number[][] = [];

  /** By name of the lock. */
  get locks(): LockUse[] {
    return [...this.#uses.values()].sort((a, b) => (a.lock < b.lock ? -1 : 1));
  }

  /**
   * Looks at an execution at its end. Counts what is possible in any order of its trace: all that others do and that neither
   * comes before the thread asks nor follows from its getting the lock may come in between.
   */
  look({ context, threads }: Execution, path: Path): void {
    const taken = new Map<number, number[]>();
    for (let k = 0; k < path.depth; k++)
      for (const lock of this.#takenBy(path.footprint[k]!, path.footprints)) {
        const events = taken.get(lock);
        if (events === undefined) taken.set(lock, [k]);
        else events.push(k);
      }
    for (const [lock, events] of taken) {
      const { name } = context.objects[lock]!;
      if (!this.#uses.has(name)) this.#uses.set(name, { lock: name, bypasses: 0, waiter: null });
      for (const j of events) {
        const thread = path.thread[j]!;
        if (path.operation[j]!.acquires !== true || path.object[j] !== lock) continue;
        const asked = path.eventAt[thread]![path.nth[j]! - 1]!;
        const count = events.filter(
          (k) => path.thread[k] !== thread && !path.happensBefore(k, asked) && !path.happensBefore(j, k),
        ).length;
        this.#note(name, count, threads[thread]!.name);
      }
    }
    for (const [thread, waiting] of threads.entries()) {
      const pending = waiting?.pending;
      if (pending?.operation.acquires !== true) continue;
      const asked = path.eventAt[thread]![path.counts[path.depth * path.stride + thread]! - 1]!;
      const events = taken.get(pending.object!.id) ?? [];
      const count = events.filter((k) => path.thread[k] !== thread && !path.happensBefore(k, asked)).length;
      this.#note(pending.object!.name, count, waiting!.name);
    }
  }

  /** Counts what another has seen in. */
  absorb(uses: readonly LockUse[]): void {
    for (const { lock, bypasses, waiter } of uses) {
      if (!this.#uses.has(lock)) this.#uses.set(lock, { lock, bypasses: 0, waiter: null });
      if (waiter !== null) this.#note(lock, bypasses, waiter);
    }
  }

  #takenBy(footprint: number, footprints: FootprintTable): number[] {
    let locks = this.#takes[footprint];
    if (locks === undefined) {
      const found = new Set<number>();
      footprints.forEach(footprint, (object, mode) => {
        if ((mode & (ACQUIRE | PASS)) !== 0) found.add(object);
      });
      locks = this.#takes[footprint] = [...found];
    }
    return locks;
  }

  #note(lock: string, bypasses: number, waiter: string): void {
    const known = this.#uses.get(lock);
    if (known !== undefined && bypasses < known.bypasses) return;
    if (known !== undefined && bypasses === known.bypasses && (bypasses === 0 || known.waiter! <= waiter)) return;
    this.#uses.set(lock, { lock, bypasses, waiter: bypasses === 0 ? null : waiter });
  }
}
