/**
 * Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS 2010): threads have random
 * priorities, the highest goes; at depth - 1 events, drawn from all, the thread that would go next falls below the rest.
 *
 * A bug that shows whenever `depth` pairs of events come in the right order is found by each execution with probability
 * at least 1 / (threads x steps^(depth - 1)), if no execution has more threads or more events than that. The paper takes
 * both as given; here they are the most that earlier executions had.
 */
import type { Session } from '../session.js';
import type { Profile } from './profile.js';
import { below, highest, type Random, type Sampler } from './sampler.js';

export class Pct implements Sampler<readonly number[]> {
  readonly name: string;
  /** Number of ordered pairs of events that it looks for; at least 1. */
  readonly depth: number;
  readonly #session: Session;
  readonly #random: Random;
  readonly #profile: Profile;
  /** At least `depth` until a change point lowers it to that point's number. */
  readonly #priority: Float64Array;
  /** Events, from 0, before which the priorities change. */
  readonly #changes: Float64Array;
  #steps = 0;
  #executions = 0;

  constructor(session: Session, random: Random, profile: Profile, depth: number) {
    this.name = `pct ${depth}`;
    this.depth = depth;
    this.#session = session;
    this.#random = random;
    this.#profile = profile;
    this.#priority = new Float64Array(session.path.stride);
    this.#changes = new Float64Array(depth - 1);
  }

  /** Executions whose change points were drawn from as many events as the longest execution has, by now. */
  get counted(): number {
    return this.#steps === this.#most() ? this.#executions : 0;
  }

  /** Events that change points are drawn from; without change points it does not matter how many these are. */
  #most(): number {
    return this.depth === 1 ? 0 : this.#profile.longest;
  }

  begin(): void {
    const most = this.#most();
    if (most !== this.#steps) this.#executions = 0;
    this.#steps = most;
    this.#executions++;
    for (const thread of this.#priority.keys()) this.#priority[thread] = this.depth + this.#random();
    for (const nth of this.#changes.keys()) this.#changes[nth] = below(this.#random, most);
  }

  pick(enabled: readonly number[]): number {
    const { depth } = this.#session.path;
    for (const [nth, at] of this.#changes.entries())
      if (at === depth) this.#priority[highest(enabled, this.#priority)] = nth;
    return highest(enabled, this.#priority);
  }

  performed(): void {}

  save(): readonly number[] {
    return [this.#steps, this.#executions];
  }

  restore([steps, executions]: readonly number[]): void {
    this.#steps = steps!;
    this.#executions = executions!;
  }
}

/**
 * The largest probability with which a bug of this depth would have survived all executions that count. One that looked
 * for deeper bugs counts too, with its own, smaller probability; 1 if none looked that deep.
 */
export function survival(samplers: readonly Pct[], threads: number, steps: number, depth: number): number {
  return samplers
    .filter((sampler) => sampler.depth >= depth)
    .reduce((product, { depth: own, counted }) => product * (1 - 1 / (threads * steps ** (own - 1))) ** counted, 1);
}
