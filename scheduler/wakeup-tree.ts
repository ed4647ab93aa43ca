/**
 * Wakeup trees: the event sequences that the nodes of the path still have to explore. Nodes are numbers and their
 * fields rows of typed arrays, recycled through a free list: millions are planned and dropped again in one exploration.
 */
import { columnOf, rowsOf, type SavedTree } from './checkpoint.js';
import { larger } from './races.js';

/** No node. */
export const NONE = -1;

export class WakeupTree {
  thread = new Int32Array(256);
  alternative = new Int32Array(256);
  /** What the event touches there, or UNKNOWN until a comparison needs it. */
  footprint = new Int32Array(256);
  /** First of the node's planned children, in the order in which they will be taken. */
  firstChild = new Int32Array(256);
  nextSibling = new Int32Array(256);
  /** Nodes ever handed out; those below are in use or in the free list. */
  #count = 0;
  /** First recycled node; they are linked by `nextSibling`. */
  #free = NONE;
  /** Nodes in use. */
  size = 0;
  /** Most nodes that were in use at a time. */
  most = 0;

  /** A node without children. */
  create(thread: number, alternative: number, footprint: number): number {
    if (++this.size > this.most) this.most = this.size;
    let node = this.#free;
    if (node === NONE) {
      node = this.#count++;
      if (node >= this.thread.length) this.#grow();
    } else this.#free = this.nextSibling[node]!;
    this.thread[node] = thread;
    this.alternative[node] = alternative;
    this.footprint[node] = footprint;
    this.firstChild[node] = NONE;
    this.nextSibling[node] = NONE;
    return node;
  }

  /** Makes the node the last child of its parent. */
  append(parent: number, node: number): void {
    let last = this.firstChild[parent]!;
    if (last === NONE) {
      this.firstChild[parent] = node;
      return;
    }
    while (this.nextSibling[last] !== NONE) last = this.nextSibling[last]!;
    this.nextSibling[last] = node;
  }

  /** Takes the first child from its parent; its own children stay with it. */
  takeFirst(parent: number): number {
    const node = this.firstChild[parent]!;
    this.firstChild[parent] = this.nextSibling[node]!;
    return node;
  }

  /** The node is not needed any more. It has no children. */
  release(node: number): void {
    this.size--;
    this.nextSibling[node] = this.#free;
    this.#free = node;
  }

  /** The node and all that is planned below it are not needed any more. */
  drop(node: number): void {
    for (let child = this.firstChild[node]!; child !== NONE; ) {
      const next = this.nextSibling[child]!;
      this.drop(child);
      child = next;
    }
    this.release(node);
  }

  /** Forgets all nodes. */
  clear(): void {
    this.size = 0;
    this.#count = 0;
    this.#free = NONE;
  }

  save(): SavedTree {
    const { thread, alternative, footprint, firstChild, nextSibling } = this;
    const rows = rowsOf(this.#count, thread, alternative, footprint, firstChild, nextSibling);
    return { rows, free: this.#free, size: this.size };
  }

  restore({ rows, free, size }: SavedTree): void {
    this.size = size;
    this.#count = rows.length;
    this.#free = free;
    this.thread = columnOf(rows, 0, 256);
    this.alternative = columnOf(rows, 1, 256);
    this.footprint = columnOf(rows, 2, 256);
    this.firstChild = columnOf(rows, 3, 256);
    this.nextSibling = columnOf(rows, 4, 256);
  }

  #grow(): void {
    this.thread = larger(this.thread);
    this.alternative = larger(this.alternative);
    this.footprint = larger(this.footprint);
    this.firstChild = larger(this.firstChild);
    this.nextSibling = larger(this.nextSibling);
  }
}
