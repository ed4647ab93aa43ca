/** Random executions, one after another: samplers take turns in choosing who goes next. Samples; proves nothing. */
import seedrandom from 'seedrandom';
import type { CheckpointOf, SavedSession, SavedStanding, SavedTally } from '../checkpoint.js';
import type { Session } from '../session.js';
import { Profile, type SavedProfile } from './profile.js';
import { below, type Random, type Sampler } from './sampler.js';
import { type SamplerOptions, samplersOf } from './samplers.js';

/** A campaign of random executions. */
export interface RandomCheckpoint extends CheckpointOf<'random'> {
  /** @internal */
  readonly session: SavedSession;
  /** @internal */
  readonly search: SavedRandomExecutions;
  /** @internal */
  readonly tally: SavedTally;
}

/** Of Alea's stream. Written out: who uses the package has no types of seedrandom. */
interface AleaState {
  readonly c: number;
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
}

/** See Checkpoint. An execution has ended. */
interface SavedRandomExecutions {
  /** Of the stream of random numbers. */
  readonly random: AleaState;
  /** Executions so far. */
  readonly executions: number;
  readonly profile: SavedProfile;
  /** By sampler: what it has learned; null: nothing. */
  readonly samplers: readonly unknown[];
}

export class RandomExecutions {
  readonly #session: Session;
  readonly #seed: string;
  readonly #options: SamplerOptions;
  #random!: seedrandom.StatefulPRNG<seedrandom.State.Alea>;
  #executions = 0;
  samplers: readonly Sampler[] = [];
  profile!: Profile;

  /** @param seed the same seed gives the same executions, in the same order */
  constructor(session: Session, seed: string, options: SamplerOptions = {}) {
    this.#session = session;
    this.#seed = seed;
    this.#options = options;
  }

  /**
   * Calls `onEnd` at the end of each execution, with whether its trace is new, until that returns false.
   * @param from to go on from; the session knows what the saved one did
   */
  explore(onEnd: (isNew: boolean) => boolean, from: SavedStanding<SavedRandomExecutions> | null = null): void {
    const session = this.#session;
    for (let saved = from; ; saved = null) {
      session.restart();
      this.#random = seedrandom.alea(this.#seed, { state: saved?.search.random ?? true });
      this.profile = new Profile(session);
      this.samplers = samplersOf(this.#options, session, this.#random, this.profile);
      this.#executions = 0;
      if (saved !== null) this.#restore(saved);
      while (this.#run(this.samplers[this.#executions % this.samplers.length]!, this.#random)) {
        this.#executions++;
        if (!onEnd(this.profile.learn())) return;
        session.rewind(0);
      }
    }
  }

  save(): SavedRandomExecutions {
    return {
      random: this.#random.state(),
      executions: this.#executions,
      profile: this.profile.save(),
      samplers: this.samplers.map((sampler) => sampler.save?.() ?? null),
    };
  }

  #restore({ session, search }: SavedStanding<SavedRandomExecutions>): void {
    this.#session.resume(session, []);
    this.#session.rewind(0);
    this.#executions = search.executions;
    this.profile.restore(search.profile);
    for (const [k, learned] of search.samplers.entries()) this.samplers[k]!.restore?.(learned);
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
