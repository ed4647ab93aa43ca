/**
 * The graph of trace prefixes of a scenario, found out by running it: a node for each class of equivalent beginnings of
 * executions, an edge for each step that can come next. Equivalent beginnings lead to the same state, so every edge is
 * run once, however many ways lead to it.
 *
 * Nodes are told apart exactly: see event-numbers.ts.
 */
import { EventNumbers, type SavedEventNumbers } from './event-numbers.js';
import { wentAnotherWay } from './nondeterminism.js';
import { type Packed, packed, unpacked } from './packed.js';
import { larger } from './races.js';
import type { Session } from './session.js';
import { ExactStore, type SavedStore } from './states/state-store.js';

/** The edge has not been run. */
const UNKNOWN = -1;
/** Running an edge taught the session something: begin again. */
export const RESTART = -2;

/** See Checkpoint. */
export interface SavedPrefixGraph {
  readonly numbers: SavedEventNumbers;
  readonly prefixes: SavedStore;
  readonly nodes: number;
  readonly edges: number;
  readonly unknown: number;
  /** By node, with one more entry. */
  readonly firstEdge: Packed;
  /** By edge. */
  readonly thread: Packed;
  readonly alternative: Packed;
  readonly source: Packed;
  readonly target: Packed;
  /** By node. */
  readonly parent: Packed;
  readonly depth: Packed;
  readonly nodeAt: readonly number[];
}

export class PrefixGraph {
  readonly #session: Session;
  readonly #numbers: EventNumbers;
  readonly #prefixes = new ExactStore();
  /** Nodes found so far. Node 0 is the beginning. */
  nodes = 0;
  /** The edges out of node n are those at `[firstEdge[n], firstEdge[n + 1])`, by thread. */
  firstEdge = new Int32Array(257);
  /** Edges found so far. */
  edges = 0;
  /** Those that have not been run. */
  unknown = 0;
  thread = new Int32Array(256);
  #alternative = new Int32Array(256);
  #source = new Int32Array(256);
  #target = new Int32Array(256);
  /** By node: the edge that first led there, and how many events it holds. */
  #parent = new Int32Array(256);
  #depth = new Int32Array(256);
  /** By depth of the path: the node there. */
  readonly #nodeAt: number[] = [0];

  /**
   * @param session just started
   * @param from what to go on from; then the session has come to where it was
   */
  constructor(session: Session, from: SavedPrefixGraph | null = null) {
    this.#session = session;
    this.#numbers = new EventNumbers(session.path.stride);
    if (from === null) this.#enter(-1);
    else this.#restore(from);
  }

  save(): SavedPrefixGraph {
    const { nodes, edges, unknown } = this;
    return {
      numbers: this.#numbers.save(),
      prefixes: this.#prefixes.save(),
      nodes,
      edges,
      unknown,
      firstEdge: packed(this.firstEdge.subarray(0, nodes + 1)),
      thread: packed(this.thread.subarray(0, edges)),
      alternative: packed(this.#alternative.subarray(0, edges)),
      source: packed(this.#source.subarray(0, edges)),
      target: packed(this.#target.subarray(0, edges)),
      parent: packed(this.#parent.subarray(0, nodes)),
      depth: packed(this.#depth.subarray(0, nodes)),
      nodeAt: [...this.#nodeAt],
    };
  }

  #restore(saved: SavedPrefixGraph): void {
    this.#numbers.restore(saved.numbers);
    this.#prefixes.restore(saved.prefixes);
    this.nodes = saved.nodes;
    this.edges = saved.edges;
    this.unknown = saved.unknown;
    this.firstEdge = unpacked(saved.firstEdge);
    this.thread = unpacked(saved.thread);
    this.#alternative = unpacked(saved.alternative);
    this.#source = unpacked(saved.source);
    this.#target = unpacked(saved.target);
    this.#parent = unpacked(saved.parent);
    this.#depth = unpacked(saved.depth);
    this.#nodeAt.splice(0, Infinity, ...saved.nodeAt);
  }

  /** True if nothing can follow on the node. */
  isEnd(node: number): boolean {
    return this.firstEdge[node] === this.firstEdge[node + 1];
  }

  /** The node that the edge leads to, or RESTART. If that is a new one, the session is there. */
  targetOf(edge: number): number {
    if (this.#target[edge] === UNKNOWN && !(this.#visit(this.#source[edge]!) && this.#run(edge))) return RESTART;
    return this.#target[edge]!;
  }

  /** Takes the session to the node; false if it learned something on the way. */
  #visit(node: number): boolean {
    const { path } = this.#session;
    const way: number[] = [];
    let at = node;
    while (this.#depth[at]! > path.depth || this.#nodeAt[this.#depth[at]!] !== at) {
      way.push(this.#parent[at]!);
      at = this.#source[this.#parent[at]!]!;
    }
    if (this.#depth[at]! < path.depth) this.#session.rewind(this.#depth[at]!);
    while (way.length > 0) if (!this.#run(way.pop()!)) return false;
    return true;
  }

  /** Performs the edge's step at its source. */
  #run(edge: number): boolean {
    const session = this.#session;
    session.step(this.thread[edge]!, this.#alternative[edge]!);
    if (session.restartNeeded) return false;
    this.#numbers.note(session.path, session.path.depth - 1);
    const node = this.#enter(edge);
    if (session.restartNeeded) return false;
    const known = this.#target[edge];
    if (known === UNKNOWN) {
      this.#target[edge] = node;
      this.unknown--;
    } else if (known !== node)
      throw wentAnotherWay(`${session.scenario.name}: the same steps had another effect than before`);
    return true;
  }

  /** The node where the session is, which it has reached by the edge; -1: the beginning. */
  #enter(edge: number): number {
    const session = this.#session;
    const { path } = session;
    const { depth, stride, counts } = path;
    const node = this.#numbers.numberOfCut(this.#prefixes, path, counts, depth * stride);
    this.#nodeAt[depth] = node;
    if (node < this.nodes) return node;
    this.nodes++;
    if (node >= this.#parent.length) {
      this.#parent = larger(this.#parent);
      this.#depth = larger(this.#depth);
    }
    if (node + 1 >= this.firstEdge.length) this.firstEdge = larger(this.firstEdge);
    this.#parent[node] = edge;
    this.#depth[node] = depth;
    if (!session.isAtStepBound())
      for (const [thread, alternative] of session.choices()) this.#add(node, thread, alternative);
    this.firstEdge[node + 1] = this.edges;
    return node;
  }

  #add(source: number, thread: number, alternative: number): void {
    const edge = this.edges++;
    this.unknown++;
    if (edge >= this.thread.length) {
      this.thread = larger(this.thread);
      this.#alternative = larger(this.#alternative);
      this.#source = larger(this.#source);
      this.#target = larger(this.#target);
    }
    this.thread[edge] = thread;
    this.#alternative[edge] = alternative;
    this.#source[edge] = source;
    this.#target[edge] = UNKNOWN;
  }
}
