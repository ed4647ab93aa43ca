/** Random walk: at each event any enabled thread, all with the same probability. */
import { below, type Random, type Sampler } from './sampler.js';

export class RandomWalk implements Sampler {
  readonly name = 'walk';
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  begin(): void {}

  pick(enabled: readonly number[]): number {
    return enabled[below(this.#random, enabled.length)]!;
  }

  performed(): void {}
}
