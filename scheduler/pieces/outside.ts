/** What a piece knows of the nodes that are not its own, and what it finds out for those who explore there. */
import type { SavedOutside } from '../checkpoint.js';
import type { Path } from '../path.js';
import { NO_WITNESS } from '../races.js';
import type { SleepSets } from '../sleep-sets.js';
import type { Reversal } from '../strategies/reversal.js';
import { NONE, type WakeupTree } from '../wakeup-tree.js';
import { includesStep, type News, type Pairs, type Piece } from './piece.js';

export class Outside {
  /** The nodes before this event are not the piece's own. */
  root = 0;
  /** By node: steps that others explore there. */
  #known: number[][] = [];
  /** By node: the initials of each that was asked for. */
  #asked: Pairs[][] = [];
  news: News[] = [];
  /** Of the piece, the share that is below its first node. */
  share = 1;

  begin({ start, known }: Piece): void {
    this.root = start + 1;
    this.#known = known.map((steps) => [...steps]);
    this.#asked = known.map(() => []);
    this.news = [];
    this.share = 1;
  }

  save(): SavedOutside {
    const { root, news, share } = this;
    return {
      root,
      known: this.#known.map((steps) => [...steps]),
      asked: this.#asked.map((each) => [...each]),
      news: [...news],
      share,
    };
  }

  restore({ root, known, asked, news, share }: SavedOutside): void {
    this.root = root;
    this.#known = known.map((steps) => [...steps]);
    this.#asked = asked.map((each) => [...each]);
    this.news = [...news];
    this.share = share;
  }

  /**
   * The race belongs to a node that is not the piece's own: asks for its reversal, unless that is known to be explored.
   * Returns the highest event index that proves the latter, or NO_WITNESS.
   */
  ask(race: Reversal): number {
    const at = race.first;
    const known = this.#known[at]!;
    for (let k = 0; k < known.length; k += 2) {
      const witness = race.startsWith(known[k]!, known[k + 1]!);
      if (witness !== null) return witness;
    }
    const initials = race.initials();
    // Whatever comes to be explored for one with no other initials will do for this one.
    const before = this.#asked[at]!;
    if (before.some((asked) => isSubset(asked, initials))) return NO_WITNESS;
    before.push(initials);
    this.news.push({ at, initials, events: race.events() });
    return NO_WITNESS;
  }

  /**
   * Leaves to others what is planned at the first node where anything is, and all nodes down to that one.
   * @param explored by depth: children of the node there that are fully explored
   */
  leave(path: Path, sleep: SleepSets, tree: WakeupTree, nodes: readonly number[], explored: readonly number[]): void {
    let last = this.root;
    while (last < path.depth && tree.firstChild[nodes[last]!] === NONE) last++;
    if (last >= path.depth) return;
    const planned = takeAll(tree, nodes[last]!);
    const left: { readonly event: Pairs; readonly steps: Pairs }[] = [];
    for (let d = this.root; d <= last; d++) {
      const event = d === 0 ? [] : [path.thread[d - 1]!, path.alternative[d - 1]!];
      const own = [path.thread[d]!, path.alternative[d]!];
      const before = sleep.stepsAt(d);
      const after = d < last ? [] : planned.flatMap((events) => events.slice(0, 2));
      left.push({ event, steps: [...before, ...own, ...after] });
      this.#known[d] = [...before, ...after];
      this.#asked[d] = [];
    }
    for (let d = this.root; d < last; d++) this.share /= explored[d]! + 1;
    this.share /= explored[last]! + 1 + planned.length;
    this.news.push({ nodes: left, planned, share: this.share });
    this.root = last + 1;
  }
}

/** Takes the node's children from the tree: each step with the first that is planned behind it, and so on. */
function takeAll(tree: WakeupTree, node: number): Pairs[] {
  const taken: Pairs[] = [];
  while (tree.firstChild[node] !== NONE) {
    const child = tree.takeFirst(node);
    const events: number[] = [];
    for (let each = child; each !== NONE; each = tree.firstChild[each]!)
      events.push(tree.thread[each]!, tree.alternative[each]!);
    taken.push(events);
    tree.drop(child);
  }
  return taken;
}

function isSubset(some: Pairs, all: Pairs): boolean {
  for (let k = 0; k < some.length; k += 2) if (!includesStep(all, some[k]!, some[k + 1]!)) return false;
  return true;
}
