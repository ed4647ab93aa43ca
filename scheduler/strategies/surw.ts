/**
 * Selectively uniform random walk (Zhao, Wolff, Mathur and Roychoudhury, ASPLOS 2025): uniform over the interleavings of
 * selected events alone. Who takes the next selected event is drawn first, by what each has left of them; others stop
 * before theirs until it has happened, and go on freely up to there.
 *
 * Selected are the steps on objects whose events touch the named objects; by default, the one object with the most
 * conflicts in the profile.
 */
import type { Session } from '../session.js';
import type { Profile } from './profile.js';
import { Remaining } from './remaining.js';
import { below, type Random, type Sampler } from './sampler.js';

const NOBODY = -1;

export class Surw implements Sampler {
  readonly name = 'surw';
  readonly #session: Session;
  readonly #random: Random;
  readonly #profile: Profile;
  readonly #names: readonly string[];
  readonly #remaining: Remaining;
  #selected: ReadonlySet<number> = new Set();
  /** Who takes the next selected event. */
  #intended = NOBODY;
  readonly #free: number[] = [];

  /** @param names of objects; empty: see above */
  constructor(session: Session, random: Random, profile: Profile, names: readonly string[]) {
    this.#session = session;
    this.#random = random;
    this.#profile = profile;
    this.#names = names;
    this.#remaining = new Remaining(session, profile);
  }

  begin(): void {
    this.#selected = this.#profile.objectsTouching(this.#names);
    this.#remaining.begin(this.#selected);
    this.#intended = NOBODY;
  }

  pick(enabled: readonly number[]): number {
    if (this.#intended === NOBODY) this.#intended = this.#remaining.draw(this.#random, this.#alive(), 0);
    const free = this.#free;
    free.length = 0;
    for (const thread of enabled) if (thread === this.#intended || !this.#isSelected(thread)) free.push(thread);
    if (free.length > 0) return free[below(this.#random, free.length)]!;
    // Whoever was to be next waits, or has no selected event left after all.
    return (this.#intended = this.#remaining.draw(this.#random, enabled, 1));
  }

  performed(): void {
    const { path, execution } = this.#session;
    this.#remaining.performed();
    const thread = path.thread[path.depth - 1]!;
    if (thread !== this.#intended) return;
    if (execution.spawned >= 0) {
      this.#intended = this.#remaining.draw(this.#random, [thread, execution.spawned], 0);
      return;
    }
    const wasSelected = this.#selected.has(path.object[path.depth - 1]!);
    if (wasSelected || execution.isFinished(thread)) this.#intended = NOBODY;
  }

  #alive(): number[] {
    const { threads } = this.#session.execution;
    return [...threads.keys()].filter((thread) => threads[thread]?.pending);
  }

  #isSelected(thread: number): boolean {
    const { object } = this.#session.execution.threads[thread]!.pending!;
    return object !== null && this.#selected.has(object.id);
  }
}
