/** Cycles in the order in which locks are taken. */

/** A lock that was taken while others were held: keys, which are their names without white space. */
export interface Nesting {
  /** Classes of the locks that are held, in the order in which they were taken. */
  readonly held: readonly string[];
  /** Class of the lock that is taken then. */
  readonly lock: string;
}

export interface SeenNesting extends Nesting {
  /** Who did it, in which step. */
  readonly place: string;
  /** (thread, alternative) pairs of an execution up to it; null if it is only known of. */
  events: readonly number[] | null;
}

/** What stands for interrupts among the locks. */
export const INTERRUPTS = '(interrupts)';

/** One lock taken with another held: as classes, or as themselves if both are of one class. */
interface Edge {
  readonly from: string;
  readonly to: string;
  readonly nesting: SeenNesting;
}

/**
 * The nestings of a shortest cycle, of several the first by name; empty if there is none. All of them can be going on at a
 * time: no lock is held in two of them.
 * @param throughInterrupts only cycles with interrupts; else only those without
 */
export function findCycle(
  nestings: readonly SeenNesting[],
  classOf: (lock: string) => string,
  throughInterrupts: boolean,
): SeenNesting[] {
  const edges = edgesOf(nestings, classOf).filter(
    ({ from, to }) => throughInterrupts || (from !== INTERRUPTS && to !== INTERRUPTS),
  );
  const onCycles = edges.filter(({ from, to }) => reaches(edges, to, from));
  const nodes = [...new Set(onCycles.map(({ from }) => from))].sort();
  const starts = nodes.filter((node) => !throughInterrupts || node === INTERRUPTS);
  for (let length = 2; length <= nodes.length; length++)
    for (const start of starts) {
      // A cycle is looked for from its first node by name, unless it has to go through a given one.
      const others = throughInterrupts ? onCycles : onCycles.filter(({ to }) => to >= start);
      const cycle = walk(others, start, start, [], length);
      if (cycle !== null) return cycle.map(({ nesting }) => nesting);
    }
  return [];
}

/** By name; of nestings with the same locks one that was seen, and of those that of the first place. */
function edgesOf(nestings: readonly SeenNesting[], classOf: (lock: string) => string): Edge[] {
  const found = new Map<string, Edge>();
  for (const nesting of nestings)
    for (const held of nesting.held) {
      const isSameClass = classOf(held) === classOf(nesting.lock);
      const [from, to] = isSameClass ? [`=${held}`, `=${nesting.lock}`] : [classOf(held), classOf(nesting.lock)];
      const key = `${from} ${to} ${nesting.lock} ${nesting.held.toSorted().join()}`;
      const known = found.get(key)?.nesting;
      if (known === undefined || goesBefore(nesting, known)) found.set(key, { from, to, nesting });
    }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}

function goesBefore(one: SeenNesting, other: SeenNesting): boolean {
  if ((one.events === null) !== (other.events === null)) return one.events !== null;
  return one.place < other.place;
}

function reaches(edges: readonly Edge[], from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const node of seen) for (const edge of edges) if (edge.from === node) seen.add(edge.to);
  return seen.has(to);
}

/** Completes a cycle of that length; null if that is not possible. */
function walk(edges: readonly Edge[], start: string, at: string, done: readonly Edge[], length: number): Edge[] | null {
  for (const edge of edges) {
    if (edge.from !== at || done.some(({ nesting }) => excludes(nesting, edge.nesting))) continue;
    const way = [...done, edge];
    if (edge.to === start && way.length === length) return way;
    if (way.length === length || way.some(({ from }) => from === edge.to)) continue;
    const found = walk(edges, start, edge.to, way, length);
    if (found !== null) return found;
  }
  return null;
}

/** True if some lock is held in both. */
function excludes(one: SeenNesting, other: SeenNesting): boolean {
  return one.held.some((lock) => lock !== INTERRUPTS && other.held.includes(lock));
}
