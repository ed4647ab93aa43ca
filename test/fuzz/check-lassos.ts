/** Compares the search for fair cycles with its definition, on random graphs. */
import fc from 'fast-check';
import { findLivelock, type Graph } from '../../scheduler/states/lassos.js';

export const THREADS = 3;

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly thread: number;
  readonly progress: boolean;
}

/** A state graph of `THREADS` threads; who moves from a state can go on there. */
export const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 6 }).chain((states) => {
  const state = fc.nat(states - 1);
  const thread = fc.nat(THREADS - 1);
  const progress = fc.nat(5).map((n) => n === 5);
  return fc
    .record({
      edges: fc.array(fc.record({ from: state, to: state, thread, progress }), { maxLength: 2 * states + 2 }),
      idle: fc.array(fc.nat((1 << THREADS) - 1), { minLength: states, maxLength: states }),
    })
    .map(({ edges, idle }) => graphOf(states, edges, idle));
});

function graphOf(states: number, edges: readonly Edge[], idle: readonly number[]): Graph {
  const sorted = edges.toSorted((a, b) => a.from - b.from);
  const ready = Int32Array.from(idle);
  const start = new Int32Array(states + 1);
  for (const { from, thread } of sorted) {
    start[from + 1]!++;
    ready[from]! |= 1 << thread;
  }
  for (let s = 0; s < states; s++) start[s + 1]! += start[s]!;
  return {
    states,
    start,
    target: Int32Array.from(sorted, ({ to }) => to),
    event: Int32Array.from(sorted, ({ thread }, k) => thread | (k << 8)), // all different: each names its edge
    progress: Uint8Array.from(sorted, ({ progress }) => (progress ? 1 : 0)),
    ready,
  };
}

/** True if the search finds a fair cycle exactly where there is one, and what it finds is one. */
export function findsLassos(graph: Graph): boolean {
  const lasso = findLivelock(graph, THREADS);
  if (lasso === null) return !hasFairCycle(graph);
  return isFairCycle(graph, lasso.state, lasso.events);
}

/** Some state from which the states around it can be gone round, all threads that never wait there moving. */
function hasFairCycle(graph: Graph): boolean {
  const { states } = graph;
  const all = Array.from({ length: states }, (_, k) => k);
  const reach = all.map((a) => all.map((b) => edgesOf(graph, a).some((edge) => graph.target[edge] === b)));
  for (const via of all) for (const a of all) for (const b of all) reach[a]![b] ||= reach[a]![via]! && reach[via]![b]!;
  return all.some((a) => {
    if (!reach[a]![a]) return false;
    const around = all.filter((b) => b === a || (reach[a]![b]! && reach[b]![a]!));
    const edges = around.flatMap((b) => edgesOf(graph, b).filter((edge) => around.includes(graph.target[edge]!)));
    return isFair(graph, around, edges);
  });
}

/** The state's edges that are no progress. */
function edgesOf({ start, progress }: Graph, state: number): number[] {
  const all = Array.from({ length: start[state + 1]! - start[state]! }, (_, k) => start[state]! + k);
  return all.filter((edge) => progress[edge] === 0);
}

function isFair(graph: Graph, states: readonly number[], edges: readonly number[]): boolean {
  let served = 0;
  for (const state of states) served |= ~graph.ready[state]!;
  for (const edge of edges) served |= 1 << (graph.event[edge]! & 0xff);
  return (served & ((1 << THREADS) - 1)) === (1 << THREADS) - 1;
}

function isFairCycle(graph: Graph, from: number, events: readonly number[]): boolean {
  let at = from;
  const states = [from];
  const edges: number[] = [];
  for (const event of events) {
    const edge = edgesOf(graph, at).find((each) => graph.event[each] === event);
    if (edge === undefined) return false;
    edges.push(edge);
    states.push((at = graph.target[edge]!));
  }
  return events.length > 0 && at === from && isFair(graph, states, edges);
}
