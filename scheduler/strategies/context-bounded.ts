/**
 * Iterative context bounding: first all traces that need no preemption, then those that need one, and so on. So the
 * first failure found needs as few preemptions as any. After Musuvathi, Qadeer, "Iterative context bounding for
 * systematic testing of multithreaded programs" (PLDI 2007). A trace needs as many preemptions as its execution with the
 * fewest has.
 */
import type { PrefixGraph } from '../prefix-graph.js';

/** A preemption: another thread goes on although the last one could have. */
export function preemptions(graph: PrefixGraph, node: number, last: number, thread: number): number {
  if (thread === last) return 0;
  for (let edge = graph.firstEdge[node]!; edge < graph.firstEdge[node + 1]!; edge++)
    if (graph.thread[edge] === last) return 1;
  return 0;
}
