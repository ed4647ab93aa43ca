/**
 * Pieces: parts of an exploration by traces that need nothing of each other, so that anybody can explore them, anywhere
 * and in any order. What one finds out for the others is data.
 *
 * A piece is everything below one step of one node of the exploration's tree, but for what it leaves to others. Steps of that
 * node that come before its own, and those that slept there, sleep in it: they are foreign. Where foreign steps sleep,
 * races are planned as source DPOR does, which needs nothing of how the foreign steps go on; elsewhere as the strategy does.
 */

/** (thread, alternative) pairs, one after another. Threads have the same numbers in all pieces of an exploration. */
export type Pairs = readonly number[];

/** A part of an exploration. Plain data. */
export interface Piece {
  /** What leads to its first step, that step, and what is to come next. */
  readonly events: Pairs;
  /** Events before its first step; -1: the piece is everything. */
  readonly start: number;
  /** Steps that sleep where it begins. */
  readonly asleep: Pairs;
  /** By node on the way, that where it begins included: steps that others explore. */
  readonly known: readonly Pairs[];
}

/** Nodes that a piece leaves to others, one below the other. */
export interface Left {
  readonly nodes: readonly {
    /** The step that leads to it; none to the first node of all. */
    readonly event: Pairs;
    /** Steps that sleep there or were explored, then that of the path, then what is planned. */
    readonly steps: Pairs;
  }[];
  /** What is planned at the last of them: each a step and what is to come next. */
  readonly planned: readonly Pairs[];
  /** Of the piece, that of each that is planned, if all branches of a node were equally large. */
  readonly share: number;
}

/** Of these steps one has to be explored at a node that is not the piece's own. */
export interface Wanted {
  /** Events before the node. */
  readonly at: number;
  readonly initials: Pairs;
  /** Begins with one of them: that is to be explored if none is. */
  readonly events: Pairs;
}

/** What a piece found out for others. */
export type News = Left | Wanted;

/**
 * How an exploration is taken to pieces, in numbers that do not depend on who explores them: they decide in which order
 * executions are looked at.
 */
export interface Cutting {
  /** Events performed in the first piece before it leaves something to others. */
  readonly first: number;
  /** Events performed in any other before it does, and from one time to the next. */
  readonly each: number;
  /** An exploration that is not taken to pieces, is so once so many events are planned at a time. */
  readonly planned: number;
}

export function includesStep(steps: Pairs, thread: number, alternative: number): boolean {
  for (let k = 0; k < steps.length; k += 2) if (steps[k] === thread && steps[k + 1] === alternative) return true;
  return false;
}

/**
 * Of the piece, what it has done itself; what is asked for is taken to be as large as that.
 * @param open the share that is still to be done
 */
export function shareDone(news: readonly News[], open = 0): number {
  let kept = 1;
  let asked = 0;
  for (const each of news)
    if ('planned' in each) kept -= each.planned.length * each.share;
    else asked++;
  return (kept - open) / (asked + 1);
}
