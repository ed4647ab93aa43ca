/**
 * The free tree since 2019: a search tree of ranges by address, in which each node knows the longest range of its
 * subtree (`subtree_max_size`), beside the list of the same ranges. vmalloc-designs.md, part 3.2.
 *
 * Its shape depends on the ranges alone and not on how they came about: it is a treap whose priorities are hashes of
 * addresses, where the kernel has a red-black tree. So the tree adds nothing to the state of the set.
 */
import { Violation } from '../../scheduler/step.js';
import type { Lock } from '../sync/lock.js';
import { alignUp, type PageRange, RangeSet, showRange } from './range-set.js';

/** Which form of the search. Both default to true. */
export interface SearchForm {
  /** Whether requests that are aligned to more than a page look only where alignment cannot matter. */
  readonly adjustsLength?: boolean;
  /** Since 2022: a right subtree that was searched in vain is not entered again. */
  readonly movesVstart?: boolean;
}

/** `struct vmap_area` as a node of the tree. Nodes do not change: a change makes new ones all the way to the root. */
interface Node {
  readonly va: PageRange;
  readonly left: Tree;
  readonly right: Tree;
  /** `subtree_max_size`: pages of the longest range of this subtree. */
  readonly subtreeMaxSize: number;
}

type Tree = Node | null;

/** Sizes are pages; the kernel's "1" in a length or an address is a byte. */
const BYTE = 1 / 4096;

/** `get_subtree_max_size()`. */
function subtreeMaxSize(tree: Tree): number {
  return tree === null ? 0 : tree.subtreeMaxSize;
}

/** `compute_subtree_max_size()`, for a new node. */
function nodeOf(left: Tree, va: PageRange, right: Tree): Node {
  const longest = Math.max(va.end - va.start, subtreeMaxSize(left), subtreeMaxSize(right));
  return { va, left, right, subtreeMaxSize: longest };
}

/** No two ranges start at one address, and no two addresses have the same priority. */
function priority({ va }: Node): number {
  return Math.imul(va.start + 1, 0x9e3779b1) >>> 0;
}

/** One tree of two, the first of which lies below the second. */
function join(low: Tree, high: Tree): Tree {
  if (low === null) return high;
  if (high === null) return low;
  return priority(low) > priority(high)
    ? nodeOf(low.left, low.va, join(low.right, high))
    : nodeOf(join(low, high.left), high.va, high.right);
}

/** What starts below the page, and the rest. */
function split(tree: Tree, page: number): readonly [Tree, Tree] {
  if (tree === null) return [null, null];
  if (tree.va.start < page) {
    const [low, high] = split(tree.right, page);
    return [nodeOf(tree.left, tree.va, low), high];
  }
  const [low, high] = split(tree.left, page);
  return [low, nodeOf(high, tree.va, tree.right)];
}

/** A RangeSet that is searched as the kernel searches it. */
export class AugmentedTree extends RangeSet {
  #root: Tree = null;
  /** Nodes that the last search looked at: a figure, no part of the state. */
  visited = 0;
  readonly #adjustsLength: boolean;
  readonly #movesVstart: boolean;

  constructor(name: string, ranges: readonly PageRange[] = [], form: SearchForm = {}, guard: Lock | null = null) {
    super(name, [], guard);
    this.#adjustsLength = form.adjustsLength ?? true;
    this.#movesVstart = form.movesVstart ?? true;
    this.replace(0, 0, ...ranges);
  }

  /** `__link_va()`, `unlink_va()` and `augment_tree_propagate_from()`. */
  protected override replace(at: number, count: number, ...entries: readonly PageRange[]): PageRange[] {
    const removed = super.replace(at, count, ...entries);
    for (const { start } of removed) {
      const [low, rest] = split(this.#root, start);
      this.#root = join(low, split(rest, start + 1)[1]);
    }
    for (const va of entries) {
      const [low, high] = split(this.#root, va.start);
      this.#root = join(join(low, nodeOf(null, va, null)), high);
    }
    return removed;
  }

  protected override lowestMatch(pages: number, align: number, low: number, high: number): PageRange | null {
    if (align > 1) this.reads(); // what is found depends on the shape of the whole tree
    const { va, visited } = this.search(pages, align, low, high);
    this.visited = visited;
    return va;
  }

  /**
   * `find_vmap_lowest_match()`, and how many nodes it looked at. The nodes above `node` are in `path`; the kernel finds
   * them by parent pointers. A search that would go on for ever is a violation.
   */
  search(pages: number, align: number, low: number, high: number): { va: PageRange | null; visited: number } {
    // No need if nothing can be misaligned; and what is exactly as long as its window would never be found.
    const adjusts = this.#adjustsLength && align > 1 && high - low !== pages;
    const length = adjusts ? pages + align - BYTE : pages;
    let vstart = low;
    /** `is_within_this_va()`. */
    const isWithin = ({ va }: Node) => alignUp(Math.max(va.start, vstart), align) + pages <= va.end;
    const path: Node[] = [];
    const enteredAgain = new Set<Node>();
    let node = this.#root;
    let visited = 0;
    while (node !== null) {
      visited++;
      if (subtreeMaxSize(node.left) >= length && vstart < node.va.start) {
        path.push(node);
        node = node.left;
        continue;
      }
      if (isWithin(node)) return { va: node.va, visited };
      if (subtreeMaxSize(node.right) >= length) {
        path.push(node);
        node = node.right;
        continue;
      }
      // Nothing here: back to the first parent that fits, or whose right subtree may.
      while ((node = path.pop() ?? null) !== null) {
        visited++;
        if (isWithin(node)) return { va: node.va, visited };
        if (subtreeMaxSize(node.right) < length || vstart > node.va.start) continue;
        if (enteredAgain.has(node))
          throw new Violation('I-LIVE', `the search of ${this.name} goes round and round at ${showRange(node.va)}`);
        enteredAgain.add(node);
        if (this.#movesVstart) vstart = node.va.start + BYTE;
        path.push(node);
        node = node.right;
        break;
      }
    }
    return { va: null, visited };
  }

  /** Null, or where tree and list differ or a `subtree_max_size` is wrong. For claims. */
  get fault(): string | null {
    const { ranges, name } = this;
    const inOrder: PageRange[] = [];
    let fault: string | null = null;
    const longestBelow = (tree: Tree): number => {
      if (tree === null) return 0;
      const left = longestBelow(tree.left);
      inOrder.push(tree.va);
      const longest = Math.max(left, tree.va.end - tree.va.start, longestBelow(tree.right));
      if (longest !== tree.subtreeMaxSize)
        fault ??= `subtree_max_size at ${showRange(tree.va)} in ${name} is ${tree.subtreeMaxSize}, not ${longest}`;
      return longest;
    };
    longestBelow(this.#root);
    const isSame = inOrder.length === ranges.length && inOrder.every((va, k) => va === ranges[k]);
    return isSame ? fault : `tree and list of ${name} differ`;
  }
}
