/**
 * Delay bounding: a deterministic scheduler lets each thread run until it ends or has to wait and then turns to the next
 * one that can go on, in a round; a delay makes it pass over the thread whose turn it is. After Emmi, Qadeer, Rakamarić,
 * "Delay-bounded scheduling" (POPL 2011). A trace needs as many delays as its execution with the fewest has.
 */
import type { PrefixGraph } from '../prefix-graph.js';

/** One delay for each thread that could go on and comes before `thread` in the round that begins with `last`. */
export function delays(graph: PrefixGraph, node: number, last: number, thread: number): number {
  const first = Math.max(last, 0);
  const isBefore = (other: number) =>
    thread >= first ? other >= first && other < thread : other >= first || other < thread;
  let count = 0;
  let previous = -1;
  for (let edge = graph.firstEdge[node]!; edge < graph.firstEdge[node + 1]!; edge++) {
    const other = graph.thread[edge]!;
    if (other !== previous && isBefore(other)) count++;
    previous = other;
  }
  return count;
}
