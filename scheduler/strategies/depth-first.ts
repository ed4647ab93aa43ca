/** Full depth-first search: every interleaving, no reduction. An oracle for small programs. */
import type { Session } from '../session.js';

export class DepthFirst {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Calls `onEnd` at the end of each execution; false from it stops. True if the search is complete. */
  explore(onEnd: () => boolean): boolean {
    for (;;) {
      this.#session.restart();
      const outcome = this.#run(onEnd);
      if (outcome !== 'restart') return outcome === 'complete';
    }
  }

  #run(onEnd: () => boolean): 'complete' | 'stopped' | 'restart' {
    const session = this.#session;
    const { path } = session;
    /** (thread, alternative) pairs left to try at each depth. */
    const left: [number, number][][] = [session.choices()];
    for (;;) {
      const next = left.at(-1)!.shift();
      if (next !== undefined) {
        session.step(next[0], next[1]);
        if (session.restartNeeded) return 'restart';
        left.push(session.choices());
        continue;
      }
      if (left.length === path.depth + 1 && session.choices().length === 0) {
        session.end();
        if (!onEnd()) return 'stopped';
      }
      left.pop();
      while (left.length > 0 && left.at(-1)!.length === 0) left.pop();
      if (left.length === 0) return 'complete';
      session.rewind(left.length - 1);
    }
  }
}
