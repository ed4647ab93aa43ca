/** `struct llist_head`: a singly linked list without a lock; what was added last comes first. */
import { SharedObject } from '../../scheduler/object.js';
import { type Operation, Step } from '../../scheduler/step.js';

const list = (step: Step<never>) => step.object as LList<unknown>;

const ADD: Operation<boolean> = {
  name: 'llist_add',
  fixedFootprint: true,
  perform: (step) => list(step as Step<never>).push(step.argument),
};
const DEL_ALL: Operation<readonly unknown[]> = {
  name: 'llist_del_all',
  fixedFootprint: true,
  perform: (step) => list(step as Step<never>).takeAll(),
};

/** Elements are plain data that nobody changes. */
export class LList<N> extends SharedObject {
  #nodes: readonly N[] = [];

  /** `llist_add`. True if the list was empty. */
  add(node: N): Step<boolean> {
    return new Step(ADD, this, node);
  }

  /** `llist_del_all`: everything, last in first out; the list is empty then. */
  delAll(): Step<readonly N[]> {
    return new Step(DEL_ALL, this) as Step<readonly unknown[]> as Step<readonly N[]>;
  }

  /** For properties. */
  get nodes(): readonly N[] {
    this.reads();
    return this.#nodes;
  }

  snapshot(): unknown {
    return this.#nodes;
  }

  /** Called by the operations. @internal */
  push(node: unknown): boolean {
    this.modifies();
    const wasEmpty = this.#nodes.length === 0;
    this.#nodes = [node as N, ...this.#nodes];
    return wasEmpty;
  }
  takeAll(): readonly N[] {
    this.modifies();
    const nodes = this.#nodes;
    this.#nodes = [];
    return nodes;
  }
}
