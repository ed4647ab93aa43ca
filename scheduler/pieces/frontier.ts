/**
 * What is left of an exploration, as pieces. They are taken and merged in an order that depends on nothing but the
 * scenario, so that it makes no difference who explores them, or when: the k-th piece is taken when all but the last
 * `WINDOW` before it are merged, and is one of the deepest then, so that few wait.
 */
import type { SavedFrontier } from '../checkpoint.js';
import { includesStep, type News, type Pairs, type Piece, shareDone } from './piece.js';

/** Pieces that may be under way at a time. Part of what decides the order in which executions are looked at. */
const WINDOW = 1024;

/** A node of the exploration's tree that is no piece's own. */
interface Node {
  readonly parent: Node | null;
  /** Events before it. */
  readonly depth: number;
  /** The step that leads to it. */
  readonly event: Pairs;
  /** Pairs: steps that sleep there, then those that are explored by anybody, in order. */
  readonly steps: number[];
}

/** A piece before it is taken. */
interface Waiting {
  readonly node: Node;
  /** Numbers in the node's `steps` before its own step. */
  readonly before: number;
  /** Its step and what is to come next. */
  readonly events: Pairs;
  readonly share: number;
}

/** A piece that may be under way. */
interface Taken {
  readonly piece: Piece;
  /** On the way to it, by depth. */
  readonly nodes: Node[];
  readonly share: number;
}

export class Frontier {
  readonly #waiting: Waiting[] = [];
  /** Taken and not merged, in order; null where nothing could be taken. */
  #window: (Taken | null)[] = [];
  /** Pieces merged. */
  merged = 0;
  /** The share of the exploration that is merged, if all branches of a node were equally large. */
  done = 0;

  /** The whole exploration is one piece. */
  begin(): void {
    this.#waiting.length = 0;
    this.#window = [{ piece: { events: [], start: -1, asleep: [], known: [] }, nodes: [], share: 1 }];
    this.merged = 0;
    this.done = 0;
  }

  /** The piece that is to be merged next; null if nothing is left. Only `begin` and `merge` change it. */
  next(): Piece | null {
    for (;;) {
      if (this.#waiting.length === 0 && this.#window.every((taken) => taken === null)) return null;
      while (this.#window.length < WINDOW) this.#window.push(this.#take());
      const first = this.#window[0]!;
      if (first !== null) return first.piece;
      this.#window.shift();
    }
  }

  /** Pieces that may be explored now, in the order in which they will be merged; the first is that of `next`. */
  get taken(): Piece[] {
    return this.#window.flatMap((taken) => (taken === null ? [] : [taken.piece]));
  }

  /** Of all, the share of the piece that is to be merged next. */
  get share(): number {
    return this.#window[0]?.share ?? 0;
  }

  #take(): Taken | null {
    const waiting = this.#waiting.pop();
    if (waiting === undefined) return null;
    const { node, before, events, share } = waiting;
    const nodes: Node[] = [];
    for (let each: Node | null = node; each !== null; each = each.parent) nodes[each.depth] = each;
    const known = nodes.map(({ steps }, d) => without(steps, d < node.depth ? nodes[d + 1]!.event : events));
    const way = nodes.flatMap(({ event }) => event);
    const piece = { events: [...way, ...events], start: node.depth, asleep: node.steps.slice(0, before), known };
    return { piece, nodes, share };
  }

  /** The piece that `next` gave is explored. */
  merge(news: readonly News[]): void {
    const { nodes, share } = this.#window.shift()!;
    const planned: Waiting[] = [];
    const kept = share * shareDone(news);
    for (const each of news) {
      if ('nodes' in each) {
        for (const { event, steps } of each.nodes) {
          const parent = nodes.at(-1) ?? null;
          nodes.push({ parent, depth: nodes.length, event, steps: [...steps] });
        }
        const node = nodes.at(-1)!;
        let before = node.steps.length - 2 * each.planned.length;
        for (const events of each.planned) {
          planned.push({ node, before, events, share: share * each.share });
          before += 2;
        }
      } else {
        const node = nodes[each.at]!;
        const { steps } = node;
        if (hasCommon(each.initials, steps)) continue;
        planned.push({ node, before: steps.length, events: each.events, share: kept });
        steps.push(each.events[0]!, each.events[1]!);
      }
    }
    for (const each of planned.reverse()) this.#waiting.push(each);
    this.merged++;
    this.done += kept;
  }

  save(): SavedFrontier {
    const numbers = new Map<Node, number>();
    const nodes: SavedFrontier['nodes'][number][] = [];
    const numberOf = (node: Node): number => {
      const known = numbers.get(node);
      if (known !== undefined) return known;
      const { parent, event, steps } = node;
      const saved = { parent: parent === null ? -1 : numberOf(parent), event, steps: [...steps] };
      const number = nodes.push(saved) - 1;
      numbers.set(node, number);
      return number;
    };
    const waiting = this.#waiting.map(({ node, ...rest }) => ({ node: numberOf(node), ...rest }));
    const window = this.#window.flatMap((taken, at) =>
      taken === null ? [] : [{ ...taken, at, nodes: taken.nodes.map(numberOf) }],
    );
    return { nodes, waiting, window, length: this.#window.length, merged: this.merged, done: this.done };
  }

  restore(saved: SavedFrontier): void {
    const nodes: Node[] = [];
    for (const { parent: number, event, steps } of saved.nodes) {
      const parent = number < 0 ? null : nodes[number]!;
      nodes.push({ parent, depth: parent === null ? 0 : parent.depth + 1, event, steps: [...steps] });
    }
    this.#waiting.length = 0;
    for (const { node, ...rest } of saved.waiting) this.#waiting.push({ node: nodes[node]!, ...rest });
    this.#window = new Array<Taken | null>(saved.length).fill(null);
    for (const { at, ...taken } of saved.window)
      this.#window[at] = { ...taken, nodes: taken.nodes.map((node) => nodes[node]!) };
    this.merged = saved.merged;
    this.done = saved.done;
  }
}

function hasCommon(some: Pairs, steps: Pairs): boolean {
  for (let k = 0; k < some.length; k += 2) if (includesStep(steps, some[k]!, some[k + 1]!)) return true;
  return false;
}

/** Without the step that `events` begins with. */
function without(steps: Pairs, events: Pairs): number[] {
  const left: number[] = [];
  for (let k = 0; k < steps.length; k += 2)
    if (steps[k] !== events[0] || steps[k + 1] !== events[1]) left.push(steps[k]!, steps[k + 1]!);
  return left;
}
