/**
 * Uniform random walk: a thread goes with a probability proportional to the events that it has left, those of the threads
 * that it has yet to spawn included (Zhao, Wolff, Mathur and Roychoudhury, ASPLOS 2025). If the counts are right and
 * nobody ever waits, all interleavings have the same probability.
 */
import type { Session } from '../session.js';
import type { Profile } from './profile.js';
import { Remaining } from './remaining.js';
import type { Random, Sampler } from './sampler.js';

export class Urw implements Sampler {
  readonly name = 'urw';
  readonly #random: Random;
  readonly #remaining: Remaining;

  constructor(session: Session, random: Random, profile: Profile) {
    this.#random = random;
    this.#remaining = new Remaining(session, profile);
  }

  begin(): void {
    this.#remaining.begin();
  }

  pick(enabled: readonly number[]): number {
    return this.#remaining.draw(this.#random, enabled, 1);
  }

  performed(): void {
    this.#remaining.performed();
  }
}
