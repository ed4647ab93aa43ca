/**
 * Brute force over trace prefixes: from every distinct canonical prefix every enabled step is tried. Oracle for the
 * reductions: it trusts the conflict relation, but no sleep set, no race and no wakeup tree.
 */
import type { Session } from '../session.js';

export class TracePrefixes {
  readonly #session: Session;
  /** Distinct prefixes seen. */
  prefixes = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Calls `onEnd` once per Mazurkiewicz trace. False from it, or more than `maxPrefixes`, stops; then returns false. */
  explore(onEnd: () => boolean, maxPrefixes = Infinity): boolean {
    for (;;) {
      this.prefixes = 0;
      this.#session.restart();
      const outcome = this.#run(onEnd, maxPrefixes);
      if (outcome !== 'restart') return outcome === 'complete';
    }
  }

  #run(onEnd: () => boolean, maxPrefixes: number): 'complete' | 'stopped' | 'restart' {
    const session = this.#session;
    const { path } = session;
    const seen = new Set<string>();
    /** Steps left to try at each depth. */
    const left = [session.choices()];
    for (;;) {
      const next = left[left.length - 1]!.pop();
      if (next === undefined) {
        left.pop();
        if (left.length === 0) return 'complete';
        continue;
      }
      if (path.depth !== left.length - 1 || this.#dirty) session.rewind(left.length - 1);
      this.#dirty = false;
      session.step(next[0], next[1]);
      if (session.restartNeeded) return 'restart';
      const prefix = path.canonical();
      const isNew = !seen.has(prefix);
      if (isNew) {
        seen.add(prefix);
        if (++this.prefixes > maxPrefixes) return 'stopped';
        const enabled = session.isAtStepBound() ? [] : session.choices();
        if (session.restartNeeded) return 'restart';
        if (enabled.length > 0) {
          left.push(enabled);
          continue;
        }
        session.end();
        if (!onEnd()) return 'stopped';
      }
      this.#dirty = true;
    }
  }
  #dirty = false;
}
