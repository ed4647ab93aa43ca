/**
 * The states that a search has seen: exactly, as hashes, or as bits. Exact stores number the states in the order in
 * which they were added and can give them back.
 */

import { type Packed, packed, unpacked } from '../packed.js';

/** What a store holds. */
export interface SavedStore {
  /** States added. */
  readonly count: number;
  /** Of an exact store: slot of each column; else empty. */
  readonly slots: readonly number[];
  readonly cells: Packed;
}

/** Whether a state was new, and its number if the store has numbers. */
export interface StateStore {
  /** States added. */
  readonly count: number;
  /**
   * Number of the state (of width `width`), or -1 - number if it is new and has been added.
   * @param sum that of `sumOf`, if it is known
   */
  add(state: Int32Array, width: number, sum?: number): number;
  /** Bytes in use. */
  readonly bytes: number;
  /** Probability that some state was taken for another and left out; 0 for an exact store. */
  readonly omission: number;
  save(): SavedStore;
  /** Holds what the saved one did. To be called on an empty store. */
  restore(saved: SavedStore): void;
}

/** Part of a state's hash: a slot that holds 0 adds nothing, so that a hash does not depend on the width. */
export function mix(slot: number, value: number, seed: number): number {
  if (value === 0) return 0;
  let hash = Math.imul(value, 0x9e3779b1) ^ Math.imul(slot + seed, 0x85ebca6b);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  hash = Math.imul(hash, 0x297a2d39);
  return hash ^ (hash >>> 15);
}

/**
 * 32 bits that the slots in `[0, width)` add up to: where a slot changes, the sum changes by the difference of what `mix`
 * says, without regard to the others.
 */
export function sumOf(state: Int32Array, width: number, seed = 0): number {
  let sum = 0;
  for (let slot = 0; slot < width; slot++) sum = (sum + mix(slot, state[slot]!, seed)) | 0;
  return sum;
}

/** 32 bits of hash of what has this sum. */
function hashOfSum(sum: number): number {
  const hash = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

/** 32 bits of hash of the slots in `[0, width)`. */
export function hashOf(state: Int32Array, width: number, seed = 0): number {
  return hashOfSum(sumOf(state, width, seed));
}

type Cells = Uint8Array | Uint16Array | Int32Array;

/** Every state with all that it holds. Slots that are 0 in every state take no room. */
export class ExactStore implements StateStore {
  count = 0;
  readonly omission = 0;
  /** Slots that have been 0 in every state, below `#width`: they have no column. */
  readonly #bare: number[] = [];
  #width = 0;
  /** Slot of each column. */
  #slots: number[] = [];
  /** Room for columns in a row. */
  #stride = 8;
  #rows: number = 1 << 10;
  #cells: Cells = new Uint8Array(this.#stride * this.#rows);
  #largest = 0xff;
  /** Open addressing, two ints an entry, side by side for the processor's cache: number of the state + 1, or 0; its sum. */
  #table = new Int32Array(1 << 12);

  get bytes(): number {
    return this.#cells.byteLength + this.#table.byteLength;
  }

  add(state: Int32Array, width: number, sum = sumOf(state, width)): number {
    while (this.#width < width) this.#bare.push(this.#width++);
    const bare = this.#bare;
    for (let k = 0; k < bare.length; k++) if (state[bare[k]!] !== 0) this.#addColumn(bare.splice(k--, 1)[0]!);
    const table = this.#table;
    const mask = table.length - 1;
    let at = (2 * hashOfSum(sum)) & mask;
    for (let known = table[at]!; known !== 0; known = table[at]!) {
      if (table[at + 1] === sum && this.#equals(known - 1, state)) return known - 1;
      at = (at + 2) & mask;
    }
    const number = this.count++;
    if (number === this.#rows) this.#layOut(this.#rows * 2, this.#stride);
    const slots = this.#slots;
    const { length } = slots;
    const start = number * this.#stride;
    for (let column = 0; column < length; column++) {
      const value = state[slots[column]!]!;
      if (value > this.#largest) this.#widen(value);
      this.#cells[start + column] = value;
    }
    table[at] = number + 1;
    table[at + 1] = sum;
    if (this.count * 3 > table.length) this.#rehash();
    return -1 - number;
  }

  /** Writes the state of that number into `into`; slots in `[0, width)` that it does not have become 0. */
  get(number: number, into: Int32Array, width: number): void {
    into.fill(0, 0, width);
    const { length } = this.#slots;
    const start = number * this.#stride;
    for (let column = 0; column < length; column++) into[this.#slots[column]!] = this.#cells[start + column]!;
  }

  save(): SavedStore {
    const { length } = this.#slots;
    const cells = new Int32Array(this.count * length);
    for (let number = 0, at = 0; number < this.count; number++)
      for (let column = 0; column < length; column++) cells[at++] = this.#cells[number * this.#stride + column]!;
    return { count: this.count, slots: [...this.#slots], cells: packed(cells) };
  }

  restore({ count, slots, cells: saved }: SavedStore): void {
    const cells = unpacked(saved);
    const state = new Int32Array(Math.max(0, ...slots) + 1);
    for (let number = 0, at = 0; number < count; number++) {
      for (const slot of slots) state[slot] = cells[at++]!;
      this.add(state, state.length);
    }
  }

  #equals(number: number, state: Int32Array): boolean {
    const cells = this.#cells;
    const slots = this.#slots;
    const { length } = slots;
    const start = number * this.#stride;
    for (let column = 0; column < length; column++) if (cells[start + column] !== state[slots[column]!]) return false;
    return true;
  }

  #addColumn(slot: number): void {
    if (this.#slots.length === this.#stride) this.#layOut(this.#rows, this.#stride * 2);
    this.#slots.push(slot);
  }

  #widen(value: number): void {
    const { length } = this.#cells;
    const cells = value <= 0xffff ? new Uint16Array(length) : new Int32Array(length);
    cells.set(this.#cells);
    this.#cells = cells;
    this.#largest = value <= 0xffff ? 0xffff : 0x7fffffff;
  }

  #layOut(rows: number, stride: number): void {
    const old = this.#cells;
    const cells = new (old.constructor as new (length: number) => Cells)(rows * stride);
    if (stride === this.#stride) cells.set(old);
    else
      for (let row = 0; row < this.count; row++)
        cells.set(old.subarray(row * this.#stride, (row + 1) * this.#stride), row * stride);
    this.#cells = cells;
    this.#rows = rows;
    this.#stride = stride;
  }

  #rehash(): void {
    const old = this.#table;
    const table = new Int32Array(old.length * 2);
    const mask = table.length - 1;
    for (let k = 0; k < old.length; k += 2) {
      if (old[k] === 0) continue;
      let at = (2 * hashOfSum(old[k + 1]!)) & mask;
      while (table[at] !== 0) at = (at + 2) & mask;
      table[at] = old[k]!;
      table[at + 1] = old[k + 1]!;
    }
    this.#table = table;
  }
}

/** 63 bits of each state: two states with the same 63 bits are taken for one. */
export class HashStore implements StateStore {
  count = 0;
  /** Two ints an entry; an entry of two zeros is free. */
  #table = new Int32Array(1 << 12);

  get bytes(): number {
    return this.#table.byteLength;
  }

  /** At most: the expected number of pairs that collide. */
  get omission(): number {
    return Math.min(1, (this.count * (this.count - 1)) / 2 / 2 ** 63);
  }

  save(): SavedStore {
    const cells = new Int32Array(this.count * 2);
    let at = 0;
    for (let k = 0; k < this.#table.length; k += 2) {
      if (this.#table[k] === 0) continue;
      cells[at++] = this.#table[k]!;
      cells[at++] = this.#table[k + 1]!;
    }
    return { count: this.count, slots: [], cells: packed(cells) };
  }

  restore({ count, cells: saved }: SavedStore): void {
    const cells = unpacked(saved);
    for (let k = 0; k < 2 * count; k += 2) this.#add(cells[k]!, cells[k + 1]!);
  }

  add(state: Int32Array, width: number): number {
    const low = hashOf(state, width) | 1; // never 0
    return this.#add(low, hashOf(state, width, 0x51ed27));
  }

  #add(low: number, high: number): number {
    const table = this.#table;
    const mask = table.length / 2 - 1;
    let at = high & mask;
    while (table[2 * at] !== 0) {
      if (table[2 * at] === low && table[2 * at + 1] === high) return 0;
      at = (at + 1) & mask;
    }
    table[2 * at] = low;
    table[2 * at + 1] = high;
    this.count++;
    if (this.count * 4 > table.length) this.#rehash();
    return -1;
  }

  #rehash(): void {
    const old = this.#table;
    const table = new Int32Array(old.length * 2);
    const mask = table.length / 2 - 1;
    for (let k = 0; k < old.length; k += 2) {
      if (old[k] === 0) continue;
      let at = old[k + 1]! & mask;
      while (table[2 * at] !== 0) at = (at + 1) & mask;
      table[2 * at] = old[k]!;
      table[2 * at + 1] = old[k + 1]!;
    }
    this.#table = table;
  }
}

/** Three bits of each state in a fixed array of bits: memory is bounded, states may be taken for others. */
export class BitStore implements StateStore {
  static readonly HASHES = 3;
  count = 0;
  readonly #bits: Int32Array;
  #set = 0;

  /** @param log2Bits the array has 2^log2Bits bits; in [10, 34] */
  constructor(log2Bits: number) {
    this.#bits = new Int32Array(2 ** (log2Bits - 5));
  }

  get bytes(): number {
    return this.#bits.byteLength;
  }

  /** Estimated from how full the array is by now: the probability that at least one state was left out. */
  get omission(): number {
    const full = this.#set / (this.#bits.length * 32);
    // A state that comes when a part x of the bits is set is left out with probability x^3; x grew about linearly.
    const expected = (this.count * full ** BitStore.HASHES) / (BitStore.HASHES + 1);
    return 1 - Math.exp(-expected);
  }

  save(): SavedStore {
    return { count: this.count, slots: [], cells: packed(this.#bits) };
  }

  restore({ count, cells }: SavedStore): void {
    this.count = count;
    this.#bits.set(unpacked(cells).subarray(0, this.#bits.length));
    for (let word = 0; word < this.#bits.length; word++)
      for (let left = this.#bits[word]!; left !== 0; left &= left - 1) this.#set++;
  }

  add(state: Int32Array, width: number): number {
    let isNew = false;
    const words = this.#bits.length;
    for (let k = 0; k < BitStore.HASHES; k++) {
      const bit = hashOf(state, width, 0x1000 * (k + 1));
      const word = (hashOf(state, width, 0x1000 * (k + 1) + 77) >>> 0) % words;
      const flag = 1 << (bit & 31);
      if ((this.#bits[word]! & flag) !== 0) continue;
      this.#bits[word]! |= flag;
      this.#set++;
      isNew = true;
    }
    if (!isNew) return 0;
    this.count++;
    return -1;
  }
}
