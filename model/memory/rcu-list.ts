/** Lists that are walked without their lock: `list_add_tail_rcu`, `list_del_rcu`, `list_for_each_entry_rcu`. */
import { PlainObject } from '../../scheduler/object.js';
import { type Operation, report, Step, Violation } from '../../scheduler/step.js';
import type { RcuFreed } from '../sync/rcu.js';
import type { SpinLock } from '../sync/spin-lock.js';

const NEXT: Operation<RcuFreed | null> = {
  name: 'list_next_rcu',
  perform: (step) => (step.object as RcuListNode<RcuFreed>).follow(),
};

/** Parts of a node, for footprints: `next`, `prev`, and whether it is on a list. */
const [NEXT_PART, PREV_PART, PLACE_PART, PARTS] = [0, 1, 2, 3];

/** `struct list_head` inside an object, or, where there is no object around it, the head of a list. */
export class RcuListNode<O extends RcuFreed> extends PlainObject {
  /** `container_of`; null for a list's head. */
  readonly owner: O | null;
  /** A deleted node keeps its `next`: whoever stands on it walks on from there. */
  #next: RcuListNode<O> = this;
  #prev: RcuListNode<O> = this;
  #place: 'fresh' | 'listed' | 'deleted' = 'fresh';
  #list: RcuList<O> | null = null;

  constructor(name: string, owner: O | null) {
    super(name);
    this.owner = owner;
  }

  /** One hop of `list_for_each_entry_rcu`, a marked read: the object after this one, or null at the end. */
  next(): Step<O | null> {
    return new Step(NEXT, this) as Step<RcuFreed | null> as Step<O | null>;
  }

  /** Where it is: not yet on a list, on one, or no longer. */
  get place(): 'fresh' | 'listed' | 'deleted' {
    this.reads(PLACE_PART, PARTS);
    return this.told(this.#place);
  }

  /** `list_del_rcu`. A node that is on no list, or whose list's lock is not held, is a violation. */
  delete(): void {
    this.modifies();
    if (this.#place !== 'listed') throw new Violation('I-LIST', `${this.name} is deleted, but it is on no list`);
    this.#list!.checkLock(`${this.name} is deleted from`);
    this.#next.#setPrev(this.#prev);
    this.#prev.#setNext(this.#next);
    this.#place = 'deleted';
  }

  /** `list_add_tail_rcu` of this node. */
  protected insertBefore(node: RcuListNode<O>, list: RcuList<O>): void {
    node.modifies();
    if (node.#place === 'listed')
      throw new Violation('I-LIST', `${node.name} is added to ${list.name}, but it is on one`);
    this.reads(PREV_PART, PLACE_PART);
    const last = this.#prev;
    node.#next = this;
    node.#prev = last;
    node.#place = 'listed';
    node.#list = list;
    last.#setNext(node);
    this.#setPrev(node);
  }

  #setNext(node: RcuListNode<O>): void {
    this.owner?.use();
    this.writes(NEXT_PART, PREV_PART);
    this.#next = node;
  }

  #setPrev(node: RcuListNode<O>): void {
    this.owner?.use();
    this.writes(PREV_PART, PLACE_PART);
    this.#prev = node;
  }

  /** Called by the operation. @internal */
  follow(): O | null {
    this.owner?.use();
    this.readsMarked(NEXT_PART, PREV_PART);
    return this.#next.owner;
  }

  /** In traces and JSON: the name. */
  toJSON(): string {
    return this.name;
  }

  override get tellsAnswers(): boolean {
    return true;
  }

  snapshot(): unknown {
    return [this.#next, this.#prev, this.#place];
  }
}

/** The head of a list, with the lock that its writers hold. */
export class RcuList<O extends RcuFreed> extends RcuListNode<O> {
  readonly #lock: SpinLock;

  constructor(name: string, lock: SpinLock) {
    super(name, null);
    this.#lock = lock;
  }

  /** `list_add_tail_rcu`. */
  addTail(node: RcuListNode<O>): void {
    this.checkLock(`${node.name} is added to`);
    this.insertBefore(node, this);
  }

  /** Claim I-LIST: who changes the list holds its lock. */
  checkLock(what: string): void {
    if (!this.#lock.isHeldByMe)
      report(new Violation('I-LIST', `${what} ${this.name} by a thread that does not hold ${this.#lock.name}`));
  }
}
