/** Random walk: at each event any enabled step, all with the same probability. Proves nothing; samples real executions. */
import seedrandom from 'seedrandom';
import type { Session } from '../session.js';

export class RandomWalk {
  readonly #session: Session;
  readonly #seed: string;

  /** @param seed the same seed gives the same executions, in the same order */
  constructor(session: Session, seed: string) {
    this.#session = session;
    this.#seed = seed;
  }

  /** Runs `executions` executions; calls `onEnd` at the end of each; false from it stops. */
  explore(executions: number, onEnd: () => boolean): void {
    const session = this.#session;
    for (;;) {
      session.restart();
      if (this.#run(executions, onEnd)) return;
    }
  }

  /** False if something was learned that makes the executions so far obsolete. */
  #run(executions: number, onEnd: () => boolean): boolean {
    const session = this.#session;
    const random = seedrandom.alea(this.#seed);
    for (let n = 0; n < executions; n++) {
      if (n > 0) session.rewind(0);
      for (let choices = session.choices(); choices.length > 0; choices = session.choices()) {
        const [thread, alternative] = choices[Math.floor(random() * choices.length)]!;
        session.step(thread, alternative);
        if (session.restartNeeded) return false;
      }
      session.end();
      if (!onEnd()) return true;
    }
    return true;
  }
}
