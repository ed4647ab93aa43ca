/** Random executions, one after another: samplers take turns in choosing who goes next. Samples; proves nothing. */
import seedrandom from 'seedrandom';
import type { Session } from '../session.js';
import { Profile } from './profile.js';
import { below, type Random, type Sampler } from './sampler.js';
import { type SamplerOptions, samplersOf } from './samplers.js';

export class RandomExecutions {
  readonly #session: Session;
  readonly #seed: string;
  readonly #options: SamplerOptions;
  samplers: readonly Sampler[] = [];
  profile!: Profile;

  /** @param seed the same seed gives the same executions, in the same order */
  constructor(session: Session, seed: string, options: SamplerOptions = {}) {
    this.#session = session;
    this.#seed = seed;
    this.#options = options;
  }

  /** Calls `onEnd` at the end of each execution, with whether its trace is new, until that returns false. */
  explore(onEnd: (isNew: boolean) => boolean): void {
    const session = this.#session;
    for (;;) {
      session.restart();
      const random = seedrandom.alea(this.#seed);
      this.profile = new Profile(session);
      this.samplers = samplersOf(this.#options, session, random, this.profile);
      for (let n = 0; this.#run(this.samplers[n % this.samplers.length]!, random); n++) {
        if (!onEnd(this.profile.learn())) return;
        session.rewind(0);
      }
    }
  }

  /** Runs one execution. False if it taught the session something that makes those so far obsolete. */
  #run(sampler: Sampler, random: Random): boolean {
    const session = this.#session;
    const { execution } = session;
    const enabled: number[] = [];
    sampler.begin();
    while (!session.isAtStepBound()) {
      enabled.length = 0;
      for (let t = 0; t < execution.threads.length; t++) if (execution.isEnabled(t)) enabled.push(t);
      if (enabled.length === 0) {
        session.end();
        break;
      }
      const thread = sampler.pick(enabled);
      const ways = execution.alternatives(thread);
      session.step(thread, ways[ways.length === 1 ? 0 : below(random, ways.length)]!);
      if (session.restartNeeded) return false;
      sampler.performed();
    }
    return !session.restartNeeded;
  }
}
