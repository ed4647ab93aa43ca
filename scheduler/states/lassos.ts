/**
 * Livelocks: infinite executions in which nobody gets anything done although the scheduler is fair. In a finite state
 * graph they are strongly connected components of the part without progress, in which every thread goes on somewhere
 * or has to wait somewhere (weak fairness: nobody who could always go on is left out for ever).
 */

/** A state graph, edges in the order of their sources. */
export interface Graph {
  readonly states: number;
  /** First edge of each state; one more entry at the end. */
  readonly start: Int32Array;
  readonly target: Int32Array;
  /** Thread of each edge | alternative << 8. */
  readonly event: Int32Array;
  /** 1 if the edge is progress. */
  readonly progress: Uint8Array;
  /** Threads that can go on in each state, as bits. */
  readonly ready: Int32Array;
}

export interface Lasso {
  /** The state at which the cycle begins and ends. */
  readonly state: number;
  /** The cycle: thread | alternative << 8. */
  readonly events: readonly number[];
}

/** A fair cycle without progress, or null if there is none. Of several, one whose first state has the lowest number. */
export function findLivelock(graph: Graph, threads: number): Lasso | null {
  const component = components(graph);
  const members = new Map<number, number[]>();
  for (let state = 0; state < graph.states; state++) {
    const list = members.get(component[state]!);
    if (list === undefined) members.set(component[state]!, [state]);
    else list.push(state);
  }
  for (const states of members.values()) {
    const inside = (edge: number) =>
      graph.progress[edge] === 0 && component[graph.target[edge]!] === component[states[0]!];
    let moving = 0;
    let waiting = 0;
    for (const state of states) {
      waiting |= ~graph.ready[state]!;
      for (let edge = graph.start[state]!; edge < graph.start[state + 1]!; edge++)
        if (inside(edge)) moving |= 1 << (graph.event[edge]! & 0xff);
    }
    const all = threads >= 31 ? -1 : (1 << threads) - 1;
    if (moving === 0 || ((moving | waiting) & all) !== all) continue;
    return { state: states[0]!, events: fairCycle(graph, states[0]!, inside, moving & ~waiting & all, waiting & all) };
  }
  return null;
}

/** A closed walk from `from` that has an event of each thread in `mustMove`, and where each in `mayWait` waits or moves. */
function fairCycle(
  graph: Graph,
  from: number,
  inside: (edge: number) => boolean,
  mustMove: number,
  mayWait: number,
): number[] {
  const events: number[] = [];
  let at = from;
  let missing = mustMove | mayWait;
  const note = (state: number) => {
    missing &= ~(~graph.ready[state]! & mayWait);
  };
  const go = (isGoal: (edge: number) => boolean) => {
    for (const edge of shortest(graph, at, inside, isGoal)) {
      events.push(graph.event[edge]!);
      missing &= ~(1 << (graph.event[edge]! & 0xff));
      at = graph.target[edge]!;
      note(at);
    }
  };
  note(from);
  while (missing !== 0) {
    const wanted = missing & -missing;
    go(
      (edge) =>
        1 << (graph.event[edge]! & 0xff) === wanted ||
        ((mayWait & wanted) !== 0 && (graph.ready[graph.target[edge]!]! & wanted) === 0),
    );
  }
  if (events.length === 0 || at !== from) go((edge) => graph.target[edge] === from);
  return events;
}

/** Edges of a shortest walk from a state whose last edge is a goal; there is one. */
function shortest(
  graph: Graph,
  from: number,
  inside: (edge: number) => boolean,
  isGoal: (edge: number) => boolean,
): number[] {
  const cameBy = new Map<number, number>();
  const source = new Map<number, number>();
  const queue = [from];
  for (let k = 0; k < queue.length; k++) {
    const state = queue[k]!;
    for (let edge = graph.start[state]!; edge < graph.start[state + 1]!; edge++) {
      if (!inside(edge)) continue;
      const target = graph.target[edge]!;
      if (isGoal(edge)) {
        const edges = [edge];
        for (let at = state; at !== from; at = source.get(at)!) edges.unshift(cameBy.get(at)!);
        return edges;
      }
      if (target === from || cameBy.has(target)) continue;
      cameBy.set(target, edge);
      source.set(target, state);
      queue.push(target);
    }
  }
  throw new Error('a strongly connected component is not connected');
}

/** Tarjan's algorithm, without recursion, on the edges that are no progress: the component of each state. */
function components({ states, start, target, progress }: Graph): Int32Array {
  const component = new Int32Array(states).fill(-1);
  const index = new Int32Array(states).fill(-1);
  const low = new Int32Array(states);
  const edge = start.slice(0, states);
  const onStack = new Uint8Array(states);
  const stack: number[] = [];
  const calls: number[] = [];
  let count = 0;
  let found = 0;
  for (let root = 0; root < states; root++) {
    if (index[root]! >= 0) continue;
    calls.push(root);
    while (calls.length > 0) {
      const state = calls.at(-1)!;
      if (index[state]! < 0) {
        index[state] = low[state] = count++;
        stack.push(state);
        onStack[state] = 1;
      }
      let next = -1;
      while (edge[state]! < start[state + 1]! && next < 0) {
        const at = edge[state]!++;
        if (progress[at] === 1) continue;
        const to = target[at]!;
        if (index[to]! < 0) next = to;
        else if (onStack[to] === 1) low[state] = Math.min(low[state]!, index[to]!);
      }
      if (next >= 0) {
        calls.push(next);
        continue;
      }
      calls.pop();
      const caller = calls.at(-1);
      if (caller !== undefined) low[caller] = Math.min(low[caller]!, low[state]!);
      if (low[state] !== index[state]) continue;
      let member: number;
      do {
        member = stack.pop()!;
        onStack[member] = 0;
        component[member] = found;
      } while (member !== state);
      found++;
    }
  }
  return component;
}
