/** Samplers: who goes next in a random execution. What all of them draw from is one stream of random numbers. */

/** The next number of the stream, in [0, 1). */
export type Random = () => number;

/** Made for one session, and used for the executions that it is given, one after another. */
export interface Sampler<Learned = unknown> {
  readonly name: string;
  /** An execution begins: no event has happened. */
  begin(): void;
  /** The thread that goes next: one of `enabled`, which is ascending and not empty. */
  pick(enabled: readonly number[]): number;
  /** What was picked has happened: it is the newest event of the session's path. */
  performed(): void;
  /** What it has learned from the executions so far, as plain data; absent: nothing. To be asked between executions. */
  save?(): Learned;
  restore?(learned: Learned): void;
}

/** A whole number in [0, count), all with the same probability. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** The thread with the highest priority; the first of them if there are several. Not empty. */
export function highest(threads: readonly number[], priority: Float64Array): number {
  let best = threads[0]!;
  for (const thread of threads) if (priority[thread]! > priority[best]!) best = thread;
  return best;
}
