/** All edges of a state graph that has been searched, for what needs the whole of it. */
import type { Graph } from './lassos.js';
import type { ExactStore } from './state-store.js';
import type { Walker } from './walker.js';

/**
 * @param load makes a state, by its number, the walker's current one
 * @param isPartial whether only the moves of one thread were followed from the state
 */
export function stateGraph(
  walker: Walker,
  store: ExactStore,
  load: (state: number) => void,
  isPartial: (state: number) => boolean,
): Graph {
  const { space } = walker;
  const start = new Int32Array(store.count + 1);
  const ready = new Int32Array(store.count);
  const target: number[] = [];
  const event: number[] = [];
  const progress: number[] = [];
  const moves: number[] = [];
  for (let state = 0; state < store.count; state++) {
    load(state);
    start[state] = target.length;
    for (let thread = 0; thread < space.threads; thread++)
      if (space.ready(walker.current, thread).length > 0) ready[state]! |= 1 << thread;
    moves.length = 0;
    if (isPartial(state)) walker.moves(moves);
    else walker.allMoves(moves);
    for (let k = 0; k < moves.length; k += 2) {
      walker.stepAgain(moves[k]!, moves[k + 1]!);
      // Seen before: `add` says its number.
      target.push(store.add(walker.next, space.width));
      event.push(moves[k]! | (moves[k + 1]! << 8));
      progress.push(walker.progressed ? 1 : 0);
    }
  }
  start[store.count] = target.length;
  return {
    states: store.count,
    start,
    target: Int32Array.from(target),
    event: Int32Array.from(event),
    progress: Uint8Array.from(progress),
    ready,
  };
}
