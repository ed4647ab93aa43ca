/**
 * Samples the tree of sleep sets (Knuth, "Estimating the efficiency of backtrack programs", 1975): each Mazurkiewicz
 * trace is one leaf that is a complete execution. A node either lets a thread take its step, or puts that step to
 * sleep until something conflicting has happened; the second only if somebody may do something conflicting. One of
 * the two is chosen at random, and the weight of the leaf is the inverse of the probability of getting there, or 0
 * where everybody is asleep. So the mean of the weight is the number of traces.
 *
 * What threads may do is learned from the walks themselves. Steps that are never in anybody's way are not branched on,
 * and the probability to be first is the step's share of those that want to be: both keep the weights alike.
 */
import type { Session } from '../session.js';
import { Foresight } from './foresight.js';
import type { Pick } from './pick.js';

interface Sleeper {
  readonly thread: number;
  readonly alternative: number;
  readonly footprint: number;
}

export class SleepSetProbe {
  readonly #session: Session;
  readonly #pick: Pick;
  readonly #foresight: Foresight;
  #asleep: Sleeper[] = [];

  constructor(session: Session, pick: Pick) {
    this.#session = session;
    this.#pick = pick;
    this.#foresight = new Foresight(session.footprints);
  }

  /** The weight of a random leaf; null if the walk saw what was never seen before: it was one of a smaller tree. */
  walk(): number | null {
    const session = this.#session;
    const { path, footprints } = session;
    session.rewind(0);
    this.#asleep = [];
    let weight = 1;
    while (!session.isAtStepBound()) {
      const thread = this.#choose();
      if (thread === null) break;
      if (thread < 0) return this.#foresight.learn(path) ? null : 0;
      const awake = this.#awake(thread);
      const share = this.#share(thread);
      if (share < 1) {
        if (this.#pick([share, 1 - share]) === 1) {
          weight /= 1 - share;
          for (const alternative of awake)
            this.#asleep.push({ thread, alternative, footprint: this.#footprint(thread, alternative) });
          if (session.restartNeeded) return null;
          continue;
        }
        weight /= share;
      }
      const alternative = awake[awake.length === 1 ? 0 : this.#pick(awake.map(() => 1))]!;
      weight *= awake.length;
      session.step(thread, alternative);
      if (session.restartNeeded) return null;
      const done = path.footprint[path.depth - 1]!;
      this.#asleep = this.#asleep.filter(
        (each) => each.thread !== thread && !footprints.conflict(each.footprint, done),
      );
    }
    return this.#foresight.learn(path) ? null : weight;
  }

  /** The thread to branch on: the one most likely to be next. Null if none is enabled, -1 if those that are sleep. */
  #choose(): number | null {
    const { execution } = this.#session;
    let best: number | null = null;
    let most = 0;
    for (let t = 0; t < execution.threads.length; t++) {
      if (!execution.isEnabled(t)) continue;
      best ??= -1;
      if (this.#awake(t).length === 0) continue;
      const share = this.#share(t);
      if (share <= most) continue;
      most = share;
      best = t;
      if (share === 1) break;
    }
    return best;
  }

  /** The alternatives of the thread's next step that are not asleep. */
  #awake(thread: number): number[] {
    return this.#session.execution
      .alternatives(thread)
      .filter((a) => !this.#asleep.some((each) => each.thread === thread && each.alternative === a));
  }

  #next(thread: number): number {
    const { path } = this.#session;
    return thread < path.stride ? path.counts[path.depth * path.stride + thread]! : 0;
  }

  /** Has the thread something left to do, and nothing that keeps it from that? */
  #mayMove(thread: number): boolean {
    const { execution } = this.#session;
    const known = execution.threads[thread];
    if (known === undefined) return true; // to be spawned
    return known.pending !== null && (!execution.isEnabled(thread) || this.#awake(thread).length > 0);
  }

  /** The probability to be chosen: 1 if the step cannot be put to sleep. */
  #share(thread: number): number {
    if (!this.#mayWait(thread)) return 1;
    const foresight = this.#foresight;
    const nth = this.#next(thread);
    const footprint = foresight.likely(thread, nth);
    const own = Math.max(1, foresight.ahead(thread, nth, footprint, true));
    let others = 0;
    for (let p = 0; p < foresight.threads; p++)
      if (p !== thread && this.#mayMove(p)) others += foresight.ahead(p, this.#next(p), footprint, false);
    return own / (own + Math.max(0.5, others));
  }

  /** If the thread's step sleeps, can that step and all others that sleep be woken, as far as is known? */
  #mayWait(thread: number): boolean {
    const { execution } = this.#session;
    const foresight = this.#foresight;
    const threads = Math.max(execution.threads.length, foresight.threads);
    const moves: boolean[] = [];
    let isAnyLeft = false;
    for (let p = 0; p < threads; p++) {
      moves.push(p !== thread && this.#mayMove(p));
      isAnyLeft ||= moves[p]! && execution.isEnabled(p);
    }
    if (!isAnyLeft) return false;
    const sleepers = this.#asleep.filter((each) => !moves[each.thread]);
    for (const alternative of this.#awake(thread))
      for (const footprint of foresight.at(thread, this.#next(thread), alternative))
        sleepers.push({ thread, alternative, footprint });
    if (!sleepers.some((each) => each.thread === thread)) return false;
    for (let left = -1; left !== sleepers.length; ) {
      left = sleepers.length;
      for (const each of sleepers)
        for (let p = 0; p < threads && !moves[each.thread]; p++)
          if (p !== each.thread && moves[p]! && foresight.mayConflict(p, this.#next(p), each.footprint))
            moves[each.thread] = true;
      for (let k = sleepers.length - 1; k >= 0; k--) if (moves[sleepers[k]!.thread]!) sleepers.splice(k, 1);
    }
    return sleepers.length === 0;
  }

  /** What the thread's next step touches here: what it always touched, or else a run aside tells. */
  #footprint(thread: number, alternative: number): number {
    const seen = this.#foresight.at(thread, this.#next(thread), alternative);
    if (seen.length === 1) return seen[0]!;
    const { path } = this.#session;
    const schedule: number[] = [];
    for (let k = 0; k < path.depth; k++) schedule.push(path.thread[k]!, path.alternative[k]!);
    return this.#session.probe(schedule, thread, alternative);
  }
}
