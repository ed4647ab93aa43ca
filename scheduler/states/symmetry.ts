/**
 * Symmetry: interchangeable members of a group (threads, or scalars with what belongs to them) may change places
 * without anybody noticing, so of all states that differ only in that one is enough. The representative has the
 * members of each group in the order of what they are and where they are named; the few orders that this leaves open
 * are compared.
 */
import type { Group, Member } from '../interchangeable.js';
import { MAX_NAMES } from '../object.js';
import type { StateSpace } from './state-space.js';

/** Deliberate faults, for the tests. */
export interface SymmetryMutation {
  /** Members change places, but who is named in contents stays. */
  readonly keepNames?: boolean;
}

/** Numbers that the parts of a key are multiplied with, so that they do not cancel out. */
const SPREAD = 0x9e3779b1;

export class Symmetry {
  readonly #mutation: SymmetryMutation;
  /** Members of all groups, one after another. */
  readonly #members: readonly Member[];
  /** By group: indices in `#members`. */
  readonly #groups: readonly (readonly number[])[];
  /** By member: its names as bits. */
  readonly #masks: Int32Array;
  readonly #everybody: number;
  /** By slot of an object that belongs to a member: the member * 64 + which of its objects it is. */
  readonly #ownedSlots = new Map<number, number>();
  readonly #slots: readonly (readonly number[])[];
  /** Numbers for how a value names one member; see `#mention`. */
  readonly #patterns = new Map<string, number>();
  readonly #mentions = new Map<number, number>();
  // What tells each member from others of its group, whatever their order; and whether it is bound to somebody.
  readonly #own: Int32Array;
  readonly #mentioned: Int32Array;
  readonly #bound: Uint8Array;
  /** By place, the member that goes there. */
  readonly #order: Int32Array;
  /** Those of all members. */
  readonly #names: Int32Array;
  /** By name, which name it becomes; and the inverse. Names of no member stay. */
  readonly #place = Int32Array.from({ length: MAX_NAMES }, (_, name) => name);
  readonly #inverse = Int32Array.from(this.#place);
  readonly #moved: number[] = [];

  constructor(groups: readonly Group[], space: StateSpace, mutation: SymmetryMutation = {}) {
    this.#mutation = mutation;
    this.#members = groups.flat();
    let next = 0;
    this.#groups = groups.map((group) => group.map(() => next++));
    this.#names = Int32Array.from(this.#members.flatMap(({ names }) => names));
    const bits = ({ names }: Member) => names.reduce((mask, name) => mask | (1 << name), 0);
    this.#masks = Int32Array.from(this.#members, bits);
    this.#everybody = this.#masks.reduce((all, mask) => all | mask, 0);
    this.#slots = this.#members.map(({ objects }, member) =>
      objects.map((id, k) => {
        const slot = space.slotOfObject(id);
        this.#ownedSlots.set(slot, member * 64 + k);
        return slot;
      }),
    );
    this.#own = new Int32Array(next);
    this.#mentioned = new Int32Array(next);
    this.#bound = new Uint8Array(next);
    this.#order = new Int32Array(next);
  }

  /** Ways in which values name a member, in the order of their numbers. */
  get patterns(): readonly string[] {
    return [...this.#patterns.keys()];
  }

  /** Knows these, in this order. To be called before anything is rearranged. */
  learn(patterns: readonly string[]): void {
    for (const text of patterns) this.#numberOf(text);
  }

  /**
   * Replaces the state by its representative.
   * @returns by name in the representative, which name in the state it is; null if all stay. Lent until the next call
   */
  canonicalise(state: Int32Array, space: StateSpace): Int32Array | null {
    const order = this.#order;
    for (let member = 0; member < order.length; member++) order[member] = member;
    const named = this.#namedIn(state, space);
    let hasOpen = false;
    for (const group of this.#groups) {
      for (const member of group) this.#findKeys(state, space, member, named);
      for (let k = 1; k < group.length; k++) {
        const member = order[group[k]!]!;
        let at = k;
        for (; at > 0 && this.#compare(order[group[at - 1]!]!, member) < 0; at--)
          order[group[at]!] = order[group[at - 1]!]!;
        order[group[at]!] = member;
      }
      for (let k = 1; k < group.length && !hasOpen; k++)
        hasOpen = this.#isOpen(order[group[k - 1]!]!, order[group[k]!]!);
    }
    if (hasOpen) this.#settleOpen(state, space, named);
    let stays = true;
    for (let member = 0; member < order.length && stays; member++) stays = order[member] === member;
    if (stays) return null;
    this.#rearrange(state, space, named);
    const inverse = this.#inverse;
    const names = this.#names;
    for (let k = 0; k < names.length; k++) inverse[this.#place[names[k]!]!] = names[k]!;
    return inverse;
  }

  /** Members that some content or some thread's local state names, as bits. */
  #namedIn(state: Int32Array, space: StateSpace): number {
    let named = 0;
    const { namingSlots } = space;
    for (let k = 0; k < namingSlots.length; k++) {
      const slot = namingSlots[k]!;
      named |= space.namedInContent(slot, state[slot]!);
    }
    for (let thread = 0; thread < space.threads; thread++) named |= space.namedInLocal(state, thread);
    return named & this.#everybody;
  }

  #findKeys(state: Int32Array, space: StateSpace, member: number, named: number): void {
    const mask = this.#masks[member]!;
    const { namingSlots } = space;
    let mentioned = 0;
    if ((named & mask) !== 0) {
      mentioned = 1;
      for (let n = 0; n < namingSlots.length; n++) {
        const slot = namingSlots[n]!;
        const value = state[slot]!;
        if ((space.namedInContent(slot, value) & mask) === 0) continue;
        const owner = this.#ownedSlots.size === 0 ? undefined : this.#ownedSlots.get(slot);
        const place = owner === undefined ? slot + 1 : -1 - (owner & 63);
        mentioned = (mentioned + Math.imul(place, this.#mention(space, slot, value, member))) | 0;
      }
    }
    this.#mentioned[member] = mentioned;
    let isBound = (named & mask) !== 0;
    let own = 0;
    const { threads } = this.#members[member]!;
    for (let k = 0; k < threads.length; k++) {
      own = (Math.imul(own, 31) + space.anonymousLocal(state, threads[k]!)) | 0;
      isBound ||= (space.namedInLocal(state, threads[k]!) & this.#everybody) !== 0;
    }
    const slots = this.#slots[member]!;
    for (let k = 0; k < slots.length; k++) {
      const value = state[slots[k]!]!;
      own = (Math.imul(own, 31) + this.#mention(space, slots[k]!, value, member)) | 0;
      isBound ||= (space.namedInContent(slots[k]!, value) & this.#everybody) !== 0;
    }
    this.#own[member] = own;
    this.#bound[member] = isBound ? 1 : 0;
  }

  #compare(a: number, b: number): number {
    return this.#own[a]! - this.#own[b]! || this.#mentioned[a]! - this.#mentioned[b]!;
  }

  /** Members that look alike and are bound to others: their order may matter, and the keys do not say which it is. */
  #isOpen(one: number, other: number): boolean {
    return this.#compare(one, other) === 0 && (this.#bound[one] === 1 || this.#bound[other] === 1);
  }

  /** A number for the way in which the value names this member, the same for every member that it names so. */
  #mention(space: StateSpace, slot: number, value: number, member: number): number {
    const key = (slot * 0x100000 + value) * 32 + member;
    let mention = this.#mentions.get(key);
    if (mention === undefined) {
      const { names } = this.#members[member]!;
      const isMember = (each: number) => (this.#everybody & (1 << each)) !== 0;
      const text = space.contentText(slot, value, (each) =>
        names.includes(each) ? 1000 + names.indexOf(each) : isMember(each) ? 999 : each,
      );
      mention = this.#numberOf(text);
      this.#mentions.set(key, mention);
    }
    return mention;
  }

  #numberOf(pattern: string): number {
    let number = this.#patterns.get(pattern);
    if (number === undefined) this.#patterns.set(pattern, (number = Math.imul(this.#patterns.size + 1, SPREAD)));
    return number;
  }

  /** Of all orders that the keys leave open, the one that gives the smallest state. */
  #settleOpen(state: Int32Array, space: StateSpace, named: number): void {
    const sorted = [...this.#order];
    let orders: number[][] = [sorted];
    for (const group of this.#groups) {
      const classes: number[][] = [];
      for (let k = 0; k < group.length; k++) {
        const member = sorted[group[k]!]!;
        if (k > 0 && this.#isOpen(sorted[group[k - 1]!]!, member)) classes.at(-1)!.push(member);
        else classes.push([member]);
      }
      orders = orders.flatMap((order) =>
        arrangements(classes).map((arranged) => {
          const changed = [...order];
          for (const [at, member] of arranged.entries()) changed[group[at]!] = member;
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

  /** Puts the members into the order in `#order`. */
  #rearrange(state: Int32Array, space: StateSpace, named: number): void {
    const order = this.#order;
    const place = this.#place;
    const moved = this.#moved;
    let count = 0;
    for (let at = 0; at < order.length; at++) {
      const from = this.#members[order[at]!]!;
      const { names } = this.#members[at]!;
      for (let k = 0; k < names.length; k++) place[from.names[k]!] = names[k]!;
      for (let k = 0; k < from.threads.length; k++) moved[count++] = state[space.slotOfThread(from.threads[k]!)]!;
      const slots = this.#slots[order[at]!]!;
      for (let k = 0; k < slots.length; k++) moved[count++] = state[slots[k]!]!;
    }
    const keepsNames = this.#mutation.keepNames === true;
    count = 0;
    for (let at = 0; at < order.length; at++) {
      const { threads } = this.#members[at]!;
      const from = this.#members[order[at]!]!.threads;
      for (let k = 0; k < threads.length; k++) {
        const local = moved[count++]!;
        state[space.slotOfThread(threads[k]!)] = named === 0 ? local : space.renamedLocal(from[k]!, local, place);
      }
      const slots = this.#slots[at]!;
      const fromSlots = this.#slots[order[at]!]!;
      for (let k = 0; k < slots.length; k++)
        state[slots[k]!] = space.renamedContent(fromSlots[k]!, moved[count++]!, place, slots[k]!);
    }
    if (named === 0 || keepsNames) return;
    for (let thread = 0; thread < space.threads; thread++) {
      if ((this.#everybody & (1 << thread)) !== 0) continue;
      const slot = space.slotOfThread(thread);
      state[slot] = space.renamedLocal(thread, state[slot]!, place);
    }
    const { namingSlots } = space;
    for (let k = 0; k < namingSlots.length; k++) {
      const slot = namingSlots[k]!;
      if (!this.#ownedSlots.has(slot)) state[slot] = space.renamedContent(slot, state[slot]!, place);
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
