/**
 * Symmetry: threads that run the same code on the same data may change places without anybody noticing, so of all
 * states that differ only in that one is enough. The representative has the threads of each group in the order of
 * what they know and where they are named; the few orders that this leaves open are compared.
 */
import type { StateSpace } from './state-space.js';

/** Deliberate faults, for the tests. */
export interface SymmetryMutation {
  /** Threads change places, but who is named in contents stays. */
  readonly keepNames?: boolean;
}

export class Symmetry {
  /** Thread indices; each group in ascending order, with at least two members. */
  readonly groups: readonly (readonly number[])[];
  readonly #threads: number;
  readonly #mutation: SymmetryMutation;
  /** Bits of the threads that are in some group. */
  readonly #members: number;
  /** Numbers for how a value names one thread; see `#mention`. */
  readonly #patterns = new Map<string, number>();
  readonly #mentions = new Map<number, number>();
  // What tells each thread from others of its group, whatever their order.
  readonly #local: Int32Array;
  readonly #mentioned: Int32Array;
  /** By place, the thread that goes there; and the inverse. */
  readonly #order: Int32Array;
  readonly #place: Int32Array;
  #moved: Int32Array = new Int32Array(0);

  constructor(groups: readonly (readonly number[])[], threads: number, mutation: SymmetryMutation = {}) {
    this.#mutation = mutation;
    this.groups = groups;
    this.#threads = threads;
    this.#members = groups.flat().reduce((mask, thread) => mask | (1 << thread), 0);
    this.#local = new Int32Array(threads);
    this.#mentioned = new Int32Array(threads);
    this.#order = new Int32Array(threads);
    this.#place = new Int32Array(threads);
  }

  /**
   * Replaces the state by its representative.
   * @returns by thread of the representative, which thread of the state it is; null if all stay. Lent until the next call
   */
  canonicalise(state: Int32Array, space: StateSpace): Int32Array | null {
    const order = this.#order;
    for (let thread = 0; thread < this.#threads; thread++) order[thread] = thread;
    const named = this.#namedIn(state, space);
    let hasOpen = false;
    for (const group of this.groups) {
      this.#findKeys(state, space, group, named);
      for (let k = 1; k < group.length; k++) {
        const thread = order[group[k]!]!;
        let at = k;
        for (; at > 0 && this.#compare(order[group[at - 1]!]!, thread) < 0; at--)
          order[group[at]!] = order[group[at - 1]!]!;
        order[group[at]!] = thread;
      }
      for (let k = 1; k < group.length && !hasOpen; k++) hasOpen = this.#isOpen(order, group, k, named);
    }
    if (hasOpen) this.#settleOpen(state, space, named);
    let stays = true;
    for (let thread = 0; thread < this.#threads && stays; thread++) stays = order[thread] === thread;
    if (stays) return null;
    this.#rearrange(state, space, named);
    return order;
  }

  /** Threads of groups that some content or some other thread's local state names, as bits. */
  #namedIn(state: Int32Array, space: StateSpace): number {
    let named = 0;
    const { namingSlots } = space;
    for (let k = 0; k < namingSlots.length; k++) {
      const slot = namingSlots[k]!;
      named |= space.namedInContent(slot, state[slot]!);
    }
    for (let thread = 0; thread < space.threads; thread++) named |= space.namedInLocal(state, thread);
    return named & this.#members;
  }

  #findKeys(state: Int32Array, space: StateSpace, group: readonly number[], named: number): void {
    const { namingSlots } = space;
    for (let k = 0; k < group.length; k++) {
      const thread = group[k]!;
      let mentioned = 0;
      if ((named & (1 << thread)) !== 0) {
        mentioned = 1;
        for (let n = 0; n < namingSlots.length; n++) {
          const slot = namingSlots[n]!;
          const value = state[slot]!;
          if ((space.namedInContent(slot, value) & (1 << thread)) === 0) continue;
          mentioned = (mentioned + Math.imul(slot + 1, this.#mention(space, slot, value, thread))) | 0;
        }
      }
      this.#mentioned[thread] = mentioned;
      this.#local[thread] = space.anonymousLocal(state, thread);
    }
  }

  #compare(a: number, b: number): number {
    return this.#local[a]! - this.#local[b]! || this.#mentioned[a]! - this.#mentioned[b]!;
  }

  /** Threads that look alike and that somebody names: their order may matter, and the keys do not say which it is. */
  #isOpen(order: Int32Array, group: readonly number[], k: number, named: number): boolean {
    const [one, other] = [order[group[k - 1]!]!, order[group[k]!]!];
    return this.#compare(one, other) === 0 && (named & ((1 << one) | (1 << other))) !== 0;
  }

  /** A number for the way in which the value names this thread, the same for every thread that it names so. */
  #mention(space: StateSpace, slot: number, value: number, thread: number): number {
    const key = (slot * 0x100000 + value) * 32 + thread;
    let mention = this.#mentions.get(key);
    if (mention === undefined) {
      const isMember = (each: number) => (this.#members & (1 << each)) !== 0;
      const text = space.contentText(slot, value, (each) => (each === thread ? 1000 : isMember(each) ? 1001 : each));
      mention = this.#patterns.get(text);
      if (mention === undefined) {
        mention = Math.imul(this.#patterns.size + 1, 0x9e3779b1);
        this.#patterns.set(text, mention);
      }
      this.#mentions.set(key, mention);
    }
    return mention;
  }

  /** Of all orders that the keys leave open, the one that gives the smallest state. */
  #settleOpen(state: Int32Array, space: StateSpace, named: number): void {
    const sorted = [...this.#order];
    let orders: number[][] = [sorted];
    for (const group of this.groups) {
      const classes: number[][] = [];
      for (let k = 0; k < group.length; k++) {
        const thread = sorted[group[k]!]!;
        if (k > 0 && this.#compare(sorted[group[k - 1]!]!, thread) === 0) classes.at(-1)!.push(thread);
        else classes.push([thread]);
      }
      orders = orders.flatMap((order) =>
        arrangements(classes).map((arranged) => {
          const changed = [...order];
          for (const [at, thread] of arranged.entries()) changed[group[at]!] = thread;
          return changed;
        }),
      );
    }
    let best: { readonly order: number[]; readonly state: Int32Array } | null = null;
    for (const order of orders) {
      this.#order.set(order);
      const candidate = state.slice(0, space.width);
      this.#rearrange(candidate, space, named);
      if (best === null || compareStates(candidate, best.state) < 0) best = { order, state: candidate };
    }
    this.#order.set(best!.order);
  }

  /** Puts the threads into the order in `#order`. */
  #rearrange(state: Int32Array, space: StateSpace, named: number): void {
    const order = this.#order;
    const place = this.#place;
    if (this.#moved.length < this.#threads) this.#moved = new Int32Array(this.#threads);
    for (let at = 0; at < this.#threads; at++) {
      const thread = order[at]!;
      place[thread] = at;
      this.#moved[at] = state[space.slotOfThread(thread)]!;
    }
    for (let at = 0; at < this.#threads; at++) {
      const local = this.#moved[at]!;
      state[space.slotOfThread(at)] = named === 0 ? local : space.renamedLocal(order[at]!, local, place);
    }
    if (named === 0 || this.#mutation.keepNames) return;
    for (let thread = this.#threads; thread < space.threads; thread++) {
      const slot = space.slotOfThread(thread);
      state[slot] = space.renamedLocal(thread, state[slot]!, place);
    }
    const { namingSlots } = space;
    for (let k = 0; k < namingSlots.length; k++) {
      const slot = namingSlots[k]!;
      state[slot] = space.renamedContent(slot, state[slot]!, place);
    }
  }
}

function compareStates(a: Int32Array, b: Int32Array): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k]! - b[k]!;
  return 0;
}

/** Every order in which the classes stay in order and the members of each come in any order. */
function arrangements(classes: readonly (readonly number[])[]): number[][] {
  let found: number[][] = [[]];
  for (const each of classes)
    found = found.flatMap((before) => permutations(each).map((after) => [...before, ...after]));
  return found;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, k) => permutations(items.filter((_, at) => at !== k)).map((rest) => [item, ...rest]));
}
