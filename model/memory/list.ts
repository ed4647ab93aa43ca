/** `struct list_head`: an intrusive list; an element is on at most one list at a time. */
import { PlainObject } from '../../scheduler/object.js';
import { type Operation, Step, Violation } from '../../scheduler/step.js';

/** What may stand on a List: it knows its list, as a kernel list node does. */
export interface ListNode {
  /** For traces. */
  readonly name: string;
  /** The list that this is on; null after `list_del_init`. Only List changes it. */
  list: List<never> | null;
}

/** For every list that has `lookMarked`. */
export const LIST_EMPTY: Operation<boolean> = {
  name: 'list_empty',
  perform: (step) => (step.object as List<never>).lookMarked(),
  describe: (step) => `list_empty(${step.object!.name})`,
};

/** A list under a lock of the caller's. */
export class List<N extends ListNode> extends PlainObject {
  #nodes: N[] = [];

  /** `list_add`: in front. */
  add(node: N): void {
    this.#attach(node);
    this.#nodes.unshift(node);
  }

  /** `list_add_tail`. */
  addTail(node: N): void {
    this.#attach(node);
    this.#nodes.push(node);
  }

  /** `list_add_tail` with a node as the head: in front of that node. */
  addBefore(node: N, next: N): void {
    this.#attach(node);
    this.#nodes.splice(this.#indexOf(next), 0, node);
  }

  /** `list_add` with a node as the head: behind that node. */
  addAfter(node: N, previous: N): void {
    this.#attach(node);
    this.#nodes.splice(this.#indexOf(previous) + 1, 0, node);
  }

  /** `node->prev`; null for the head. */
  before(node: N): N | null {
    return this.#neighbour(node, -1);
  }

  /** `node->next`; null for the head. */
  after(node: N): N | null {
    return this.#neighbour(node, 1);
  }

  #neighbour(node: N, distance: 1 | -1): N | null {
    this.reads();
    const found = this.#nodes[this.#indexOf(node) + distance] ?? null;
    this.told(found === null ? null : found.name);
    return found;
  }

  #indexOf(node: N): number {
    const at = this.#nodes.indexOf(node);
    if (at < 0) throw new Violation('I-LIST', `${node.name} is taken for a node of ${this.name}, where it is not`);
    return at;
  }

  #attach(node: N): void {
    this.modifies();
    if (node.list !== null)
      throw new Violation('I-LIST', `${node.name} is added to ${this.name} while it is on ${node.list.name}`);
    node.list = this as unknown as List<never>;
  }

  /** `list_del_init`. A node that is not on this list is a violation. */
  delete(node: N): void {
    this.modifies();
    const at = this.#nodes.indexOf(node);
    if (at < 0) throw new Violation('I-LIST', `${node.name} is deleted from ${this.name}, where it is not`);
    this.#nodes.splice(at, 1);
    node.list = null;
  }

  /** `list_replace_init` into an empty list: takes every node, in order, and leaves this list empty. */
  takeAll(): N[] {
    this.modifies();
    const nodes = this.#nodes;
    this.#nodes = [];
    for (const node of nodes) node.list = null;
    this.#tell(nodes);
    return nodes;
  }

  /** `list_empty`, by somebody who holds the lock. */
  get isEmpty(): boolean {
    this.reads();
    return this.told(this.#nodes.length === 0);
  }

  /** A marked, lockless `list_empty`: a step, allowed to race. */
  isEmptyOnce(): Step<boolean> {
    return new Step(LIST_EMPTY, this);
  }

  /** Called by the operation. @internal */
  lookMarked(): boolean {
    this.readsMarked();
    return this.#nodes.length === 0;
  }

  /** The nodes, first to last. Do not change the array. */
  get nodes(): readonly N[] {
    this.reads();
    this.#tell(this.#nodes);
    return this.#nodes;
  }

  #tell(nodes: readonly N[]): void {
    this.told(nodes.map((node) => node.name));
  }

  override get tellsAnswers(): boolean {
    return true;
  }

  snapshot(): unknown {
    return this.#nodes.map((node) => node.name);
  }
}
