/**
 * Bounded search: level by level, every trace that has an execution of that cost. What a switch from one thread to
 * another costs is the bound's own: see context-bounded.ts and delay-bounded.ts.
 *
 * A shortest-path search over (trace prefix, thread that ran last). Pruning a partial-order reduction by the cost of the
 * execution at hand would lose traces whose cheap executions it does not visit; here equivalent beginnings are one node,
 * so that none is missed, and each step is run once.
 */

import { PrefixGraph, RESTART } from '../prefix-graph.js';
import { larger } from '../races.js';
import type { Session } from '../session.js';

/** What it costs that `thread` goes on at the node, where `last` ran before; -1: nobody did. */
export type SwitchCost = (graph: PrefixGraph, node: number, last: number, thread: number) => number;

export class BoundedSearch {
  readonly #session: Session;
  readonly #cost: SwitchCost;
  /** Highest cost that is looked at. */
  readonly bound: number;
  /** By cost from 0: traces whose cheapest execution costs that. */
  readonly traces: number[] = [];
  /** Cost that is being looked at; traces that cost less are complete. */
  level = 0;
  /** Of the beginnings with which the level began, the share whose continuations are covered; 0 to 1, growing. */
  share = 0;
  /** Executions started in vain: there are none. */
  readonly blocked = 0;

  constructor(session: Session, cost: SwitchCost, bound = Infinity) {
    this.#session = session;
    this.#cost = cost;
    this.bound = bound;
  }

  /**
   * Calls `onEnd` once for each trace within the bound, cheap ones first, with the session at its end; false stops.
   * Returns true if there are no other traces.
   */
  explore(onEnd: () => boolean): boolean {
    for (;;) {
      this.#session.restart();
      this.traces.length = 0;
      const outcome = this.#run(onEnd);
      if (outcome !== 'restart') return outcome === 'complete';
    }
  }

  #run(onEnd: () => boolean): 'complete' | 'stopped' | 'restart' {
    const session = this.#session;
    const { stride } = session.path;
    const graph = new PrefixGraph(session);
    this.level = 0;
    /** By edge: the lowest level at which it is to be taken, + 1; 0 if it is to be at none. */
    let planned = new Int32Array(256);
    /** By node and thread that ran last. */
    let seen = new Uint8Array(256);
    /** Edges to take, by level. */
    const left: number[][] = [[]];

    const expand = (node: number, last: number) => {
      for (let edge = graph.firstEdge[node + 1]! - 1; edge >= graph.firstEdge[node]!; edge--) {
        const at = this.level + this.#cost(graph, node, last, graph.thread[edge]!);
        while (edge >= planned.length) planned = larger(planned);
        if (at > this.bound || (planned[edge] !== 0 && planned[edge]! <= at + 1)) continue;
        planned[edge] = at + 1;
        (left[at] ??= []).push(edge);
      }
    };
    /** Counts the trace if the node is the end of one; the session is there. */
    const end = (node: number): boolean => {
      if (!graph.isEnd(node)) return true;
      session.end();
      while (this.traces.length <= this.level) this.traces.push(0);
      this.traces[this.level]!++;
      return onEnd();
    };

    if (!end(0)) return 'stopped';
    expand(0, -1);
    for (this.level = 0; this.level < left.length; this.level++) {
      const { level } = this;
      const edges = left[level] ?? [];
      // The last is taken first, with all that comes of it: below the fewest that were ever left nothing is done.
      const begun = edges.length;
      let fewest = begun;
      this.share = 0;
      for (let edge = edges.pop(); edge !== undefined; edge = edges.pop()) {
        if (edges.length < fewest) {
          this.share = (begun - fewest) / begun;
          fewest = edges.length;
        }
        if (planned[edge]! <= level) continue; // was taken at a lower level
        if (graph.unknown === 0) return 'complete';
        const { nodes } = graph;
        const node = graph.targetOf(edge);
        if (node === RESTART) return 'restart';
        if (graph.nodes > nodes && !end(node)) return 'stopped';
        const thread = graph.thread[edge]!;
        const state = node * stride + thread;
        while (state >= seen.length) seen = doubled(seen);
        if (seen[state] === 1) continue;
        seen[state] = 1;
        expand(node, thread);
      }
    }
    return this.#isClosed(graph);
  }

  /** Whether the prefixes that are known are all. */
  #isClosed(graph: PrefixGraph): 'complete' | 'stopped' | 'restart' {
    const { nodes, edges } = graph;
    for (let edge = 0; edge < edges && graph.unknown > 0; edge++) {
      if (graph.targetOf(edge) === RESTART) return 'restart';
      if (graph.nodes > nodes) return 'stopped';
    }
    return 'complete';
  }
}

function doubled(from: Uint8Array): Uint8Array<ArrayBuffer> {
  const to = new Uint8Array(from.length * 2);
  to.set(from);
  return to;
}
