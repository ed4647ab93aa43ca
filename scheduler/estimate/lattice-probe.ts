/**
 * Samples the lattice of trace prefixes: a prefix is left by any enabled step, and reached by any of its maximal events
 * (those that no other follows) as the last one. A random execution weighs, for each of its events, the probability with
 * which a random walk backwards would take that event off, over the probability with which it was chosen. All ways back
 * from one trace have probability 1 together, so the mean of the weight is the number of traces: no execution is in vain,
 * and nothing need be known of what threads will do.
 *
 * Forwards, threads are chosen in proportion to the events that they have left, as far as earlier walks tell; backwards, in
 * proportion to the events behind, those behind several maximal events shared by these. Where threads do not meet, all
 * orders of their events then weigh the same.
 */
import { FootprintTable } from '../footprint.js';
import type { Session } from '../session.js';
import type { Pick } from './pick.js';

export class LatticeProbe {
  readonly #session: Session;
  readonly #pick: Pick;
  /** Events of each thread, on average over the walks. */
  readonly #lengths: number[] = [];
  #walks = 0;
  /** Threads whose `begin` touches something. That of the others commutes with everything: it need not be interleaved. */
  readonly #busyAtBegin = new Set<number>();
  /** Events at the start of the path that are not interleaved. */
  #opening = 0;

  constructor(session: Session, pick: Pick) {
    this.#session = session;
    this.#pick = pick;
  }

  /** The weight of a random execution; null for the first ones, which learn what to begin with. */
  walk(): number | null {
    const session = this.#session;
    session.rewind(0);
    if (!this.#open()) return null;
    const { path, execution } = session;
    let weight = 1;
    for (let choices = session.choices(); choices.length > 0; choices = session.choices()) {
      if (session.isAtStepBound()) break;
      const shares = choices.map(([t]) => this.#left(t) / execution.alternatives(t).length);
      const [thread, alternative] = choices[this.#pick(shares)]!;
      const share = this.#left(thread) / execution.alternatives(thread).length;
      weight *= shares.reduce((sum, each) => sum + each, 0) / share;
      session.step(thread, alternative);
      if (session.restartNeeded) return null;
      weight *= this.#backwards();
    }
    this.#walks++;
    for (let p = 0; p < path.stride; p++) {
      const length = path.counts[path.depth * path.stride + p]!;
      this.#lengths[p] = (this.#lengths[p] ?? 0) + (length - (this.#lengths[p] ?? 0)) / this.#walks;
    }
    return this.#walks === 1 ? null : weight;
  }

  /** All that begins without touching anything. False if something did. */
  #open(): boolean {
    const session = this.#session;
    const { path, execution } = session;
    this.#opening = 0;
    const threads = execution.threads.length;
    for (let t = 0; t < threads; t++) {
      if (this.#busyAtBegin.has(t)) continue;
      session.step(t, 0);
      if (session.restartNeeded) return false;
      if (path.footprint[this.#opening] !== FootprintTable.EMPTY) {
        this.#busyAtBegin.add(t);
        return false;
      }
      this.#opening++;
    }
    return true;
  }

  /** How many events the thread is likely to have left. */
  #left(thread: number): number {
    const { path } = this.#session;
    const done = thread < path.stride ? path.counts[path.depth * path.stride + thread]! : 0;
    return Math.max(0.5, (this.#lengths[thread] ?? 0) - done);
  }

  /** The probability that a walk backwards would now take off the newest event. */
  #backwards(): number {
    const { path } = this.#session;
    const { depth, stride, counts, clocks, eventAt } = path;
    const newest = depth - 1;
    const row = depth * stride;
    const maximal: number[] = [];
    for (let p = 0; p < stride; p++) {
      const done = counts[row + p]!;
      const event = done === 0 ? -1 : eventAt[p]![done - 1]!;
      if (event >= this.#opening && this.#isMaximal(event)) maximal.push(event);
    }
    if (maximal.length === 1) return 1;
    let mine = 0;
    for (let p = 0; p < stride; p++) {
      for (let n = counts[row + p]!; n > 0 && eventAt[p]![n - 1]! >= this.#opening; n--) {
        if (clocks[newest * stride + p]! < n) continue;
        let shared = 0;
        for (const event of maximal) if (clocks[event * stride + p]! >= n) shared++;
        mine += 1 / shared;
      }
    }
    return mine / (depth - this.#opening);
  }

  #isMaximal(event: number): boolean {
    const { path } = this.#session;
    const thread = path.thread[event]!;
    for (let k = event + 1; k < path.depth; k++)
      if (path.clocks[k * path.stride + thread]! > path.nth[event]!) return false;
    return true;
  }
}
