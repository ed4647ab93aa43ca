/** How many events each thread has yet to perform, as expected from a profile, threads that it has yet to spawn included. */
import type { Session } from '../session.js';
import type { Profile } from './profile.js';
import type { Random } from './sampler.js';

export class Remaining {
  readonly #session: Session;
  readonly #profile: Profile;
  readonly #left: Float64Array;
  /** What each thread has when it begins. */
  readonly #whole: Float64Array;
  /** Objects on which a step has to be for its event to count; null: all events count. */
  #on: ReadonlySet<number> | null = null;

  constructor(session: Session, profile: Profile) {
    this.#session = session;
    this.#profile = profile;
    this.#left = new Float64Array(session.path.stride);
    this.#whole = new Float64Array(session.path.stride);
  }

  begin(on: ReadonlySet<number> | null = null): void {
    const { parent } = this.#profile;
    this.#on = on;
    for (const thread of this.#whole.keys()) this.#whole[thread] = this.#profile.events(thread, on);
    // A thread's index is above its parent's.
    for (let thread = this.#whole.length - 1; thread >= 0; thread--)
      if (parent[thread]! >= 0) this.#whole[parent[thread]!]! += this.#whole[thread]!;
    this.#left.set(this.#whole);
  }

  /** The newest event of the session's path has happened. */
  performed(): void {
    const { path, execution } = this.#session;
    const newest = path.depth - 1;
    const thread = path.thread[newest]!;
    if (this.#on === null || this.#on.has(path.object[newest]!)) this.#left[thread]!--;
    if (execution.spawned >= 0) this.#left[thread]! -= this.#whole[execution.spawned]!;
  }

  /**
   * One of the threads, each with a probability proportional to what it has left.
   * @param least what each has at least; 0 for nobody in particular: then -1 if all have nothing left
   */
  draw(random: Random, threads: readonly number[], least: number): number {
    let sum = 0;
    for (const thread of threads) sum += Math.max(least, this.#left[thread]!);
    if (sum <= 0) return -1;
    let at = random() * sum;
    for (const thread of threads) {
      at -= Math.max(least, this.#left[thread]!);
      if (at < 0) return thread;
    }
    return threads.at(-1)!; // rounding
  }
}
