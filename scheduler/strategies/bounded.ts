/**
 * Bounded search: level by level, every trace that has an execution of that cost. What a switch from one thread to
 * another costs is the bound's own: see context-bounded.ts and delay-bounded.ts.
 *
 * A shortest-path search over (trace prefix, thread that ran last). Pruning a partial-order reduction by the cost of the
 * execution at hand would lose traces whose cheap executions it does not visit; here equivalent beginnings are one node,
 * so that none is missed, and each step is run once.
 */

import type { CheckpointOf, SavedSession, SavedStanding, SavedTally } from '../checkpoint.js';
import { type Packed, packed, unpacked } from '../packed.js';
import { PrefixGraph, RESTART, type SavedPrefixGraph } from '../prefix-graph.js';
import { larger } from '../races.js';
import type { Session } from '../session.js';

/** What it costs that `thread` goes on at the node, where `last` ran before; -1: nobody did. */
export type SwitchCost = (graph: PrefixGraph, node: number, last: number, thread: number) => number;

/** Explored by the cost of traces. */
export interface BoundedCheckpoint extends CheckpointOf<'preemptions' | 'delays'> {
  /** @internal */
  readonly session: SavedSession;
  /** @internal */
  readonly search: SavedBoundedSearch;
  /** @internal */
  readonly tally: SavedTally;
}

/** See Checkpoint. The search stands at the end of a trace. */
export interface SavedBoundedSearch {
  /** (thread, alternative) pairs. */
  readonly events: readonly number[];
  readonly graph: SavedPrefixGraph;
  readonly traces: readonly number[];
  readonly level: number;
  readonly share: number;
  readonly begun: number;
  readonly fewest: number;
  readonly planned: Packed;
  readonly seen: Packed;
  readonly left: readonly Packed[];
  /** By level: how many edges are left. */
  readonly sizes: readonly number[];
}

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

  #graph!: PrefixGraph;
  /** By edge: the lowest level at which it is to be taken, + 1; 0 if it is to be at none. */
  #planned!: Int32Array;
  /** By node and thread that ran last: 1 if its edges are planned. */
  #seen!: Int32Array;
  /** Edges to take, by level. */
  #left!: number[][];
  /** Edges with which the level began, and the fewest that were ever left. */
  #begun = 0;
  #fewest = 0;

  constructor(session: Session, cost: SwitchCost, bound = Infinity) {
    this.#session = session;
    this.#cost = cost;
    this.bound = bound;
  }

  /**
   * Calls `onEnd` once for each trace within the bound, cheap ones first, with the session at its end; false stops.
   * Returns true if there are no other traces.
   * @param from to go on from; the session knows what the saved one did
   */
  explore(onEnd: () => boolean, from: SavedStanding<SavedBoundedSearch> | null = null): boolean {
    for (let saved = from; ; saved = null) {
      this.#session.restart();
      this.traces.length = 0;
      if (saved === null) this.#begin();
      else this.#restore(saved);
      const outcome = saved === null && !this.#end(0, onEnd) ? 'stopped' : this.#run(onEnd, saved !== null);
      if (outcome !== 'restart') return outcome === 'complete';
    }
  }

  #begin(): void {
    this.#graph = new PrefixGraph(this.#session);
    this.level = 0;
    this.#planned = new Int32Array(1 << 10);
    this.#seen = new Int32Array(1 << 10);
    this.#left = [[]];
  }

  save(): SavedBoundedSearch {
    const graph = this.#graph;
    const { stride } = this.#session.path;
    return {
      events: this.#session.path.events(),
      graph: graph.save(),
      traces: [...this.traces],
      level: this.level,
      share: this.share,
      begun: this.#begun,
      fewest: this.#fewest,
      planned: packed(this.#planned.subarray(0, graph.edges)),
      seen: packed(this.#seen.subarray(0, graph.nodes * stride)),
      left: Array.from(this.#left, (edges: number[] | undefined) => packed(Int32Array.from(edges ?? []))),
      sizes: Array.from(this.#left, (edges: number[] | undefined) => edges?.length ?? 0),
    };
  }

  /** Throws CheckpointError. */
  #restore({ session, search: saved }: SavedStanding<SavedBoundedSearch>): void {
    this.#session.resume(session, saved.events);
    this.#graph = new PrefixGraph(this.#session, saved.graph);
    this.traces.push(...saved.traces);
    this.level = saved.level;
    this.share = saved.share;
    this.#begun = saved.begun;
    this.#fewest = saved.fewest;
    this.#planned = unpacked(saved.planned);
    this.#seen = unpacked(saved.seen);
    this.#left = saved.left.map((edges, level) => [...unpacked(edges).subarray(0, saved.sizes[level])]);
  }

  /** @param goesOn amid the level */
  #run(onEnd: () => boolean, goesOn: boolean): 'complete' | 'stopped' | 'restart' {
    const { stride } = this.#session.path;
    const graph = this.#graph;
    const left = this.#left;
    if (!goesOn) this.#expand(0, -1);
    for (let isAmid = goesOn; this.level < left.length; this.level++, isAmid = false) {
      const { level } = this;
      const edges = left[level] ?? [];
      // The last is taken first, with all that comes of it: below the fewest that were ever left nothing is done.
      if (!isAmid) {
        this.#begun = edges.length;
        this.#fewest = edges.length;
        this.share = 0;
      }
      for (let edge = edges.pop(); edge !== undefined; edge = edges.pop()) {
        if (edges.length < this.#fewest) {
          this.share = (this.#begun - this.#fewest) / this.#begun;
          this.#fewest = edges.length;
        }
        if (this.#planned[edge]! <= level) continue; // was taken at a lower level
        if (graph.unknown === 0) return 'complete';
        const { nodes } = graph;
        const node = graph.targetOf(edge);
        if (node === RESTART) return 'restart';
        if (graph.nodes > nodes && !this.#end(node, onEnd)) return 'stopped';
        const thread = graph.thread[edge]!;
        const state = node * stride + thread;
        while (state >= this.#seen.length) this.#seen = larger(this.#seen);
        if (this.#seen[state] === 1) continue;
        this.#seen[state] = 1;
        this.#expand(node, thread);
      }
    }
    return this.#isClosed(graph);
  }

  #expand(node: number, last: number): void {
    const graph = this.#graph;
    for (let edge = graph.firstEdge[node + 1]! - 1; edge >= graph.firstEdge[node]!; edge--) {
      const at = this.level + this.#cost(graph, node, last, graph.thread[edge]!);
      while (edge >= this.#planned.length) this.#planned = larger(this.#planned);
      if (at > this.bound || (this.#planned[edge] !== 0 && this.#planned[edge]! <= at + 1)) continue;
      this.#planned[edge] = at + 1;
      (this.#left[at] ??= []).push(edge);
    }
  }

  /** Counts the trace if the node is the end of one; the session is there. Nothing is left to be done at such a node. */
  #end(node: number, onEnd: () => boolean): boolean {
    if (!this.#graph.isEnd(node)) return true;
    this.#session.end();
    while (this.traces.length <= this.level) this.traces.push(0);
    this.traces[this.level]!++;
    return onEnd();
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
