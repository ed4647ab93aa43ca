/**
 * Footprints: what one event touched, interned to a small integer, and the relations between them.
 *
 * This is the one trusted part of the reduction: two events of different threads commute iff their footprints do
 * not conflict. It is tested by swapping adjacent steps and against a search that uses no conflict table at all.
 */
import { ACCESS_INTS, ACQUIRE, type LocksetTable, PASS, READ, RELEASE, UPDATE, WRITE } from './object.js';

const KNOWN = 1;
const CONFLICT = 2;
const AFFECTS = 4;
const RACES = 8;
/** Above this many footprints the memo matrix stops growing and relations are computed each time. */
const MAX_MEMO = 4096;
const WRITES_STATE = WRITE | UPDATE | ACQUIRE | RELEASE;

/** True if accesses with these modes to one place do not commute. */
export function modesConflict(a: number, b: number): boolean {
  return ((a | b) & ~(READ | PASS)) !== 0 && !(a === UPDATE && b === UPDATE);
}

/** Two accesses that race, by the first footprint and by the second. */
export interface Race {
  readonly object: number;
  readonly modes: readonly [number, number];
  /** Sets of locks held. */
  readonly locks: readonly [number, number];
}

/** The lock of a footprint: what an event left a lock as. */
export const LOCK_UNTOUCHED = 0;
export const LOCK_FREE = 1;
const LOCK_HELD = 2;

export class FootprintTable {
  /** All footprints' ints, one after another. */
  #data = new Int32Array(1 << 12);
  #start: number[] = [0, 0]; // footprint 0 is the empty one
  #buckets = new Int32Array(1 << 10).fill(-1);
  #next: number[] = [-1];
  #memo = new Uint8Array(64 * 64);
  #shift = 6;
  readonly #locksets: LocksetTable;
  /** The empty footprint: an event that touched nothing shared. */
  static readonly EMPTY = 0;

  constructor(locksets: LocksetTable) {
    this.#locksets = locksets;
  }

  get count(): number {
    return this.#start.length - 1;
  }

  /** The id of the footprint in `accesses[0, length)`. */
  intern(accesses: Int32Array, length: number): number {
    if (length === 0) return FootprintTable.EMPTY;
    let hash = length;
    for (let at = 0; at < length; at++) hash = Math.imul(hash ^ accesses[at]!, 0x01000193);
    hash ^= hash >>> 15;
    let bucket = hash & (this.#buckets.length - 1);
    for (let id = this.#buckets[bucket]!; id >= 0; id = this.#next[id]!)
      if (this.#equals(id, accesses, length)) return id;
    const id = this.count;
    const end = this.#start[id]!;
    if (end + length > this.#data.length) {
      const larger = new Int32Array(Math.max(this.#data.length * 2, end + length));
      larger.set(this.#data);
      this.#data = larger;
    }
    for (let at = 0; at < length; at++) this.#data[end + at] = accesses[at]!;
    this.#start.push(end + length);
    if (id > this.#buckets.length) bucket = this.#rehash(hash);
    this.#next[id] = this.#buckets[bucket]!;
    this.#buckets[bucket] = id;
    this.#hashes[id] = hash;
    if (id >= 1 << this.#shift && 1 << this.#shift < MAX_MEMO) this.#growMemo();
    return id;
  }

  readonly #hashes: number[] = [0];

  /** The ints of every footprint but the empty one, in the order of their ids. */
  save(): number[][] {
    return Array.from({ length: this.count - 1 }, (_, k) => [
      ...this.#data.subarray(this.#start[k + 1]!, this.#start[k + 2]!),
    ]);
  }

  /** Do events with these footprints fail to commute? */
  conflict(a: number, b: number): boolean {
    const size = 1 << this.#shift;
    if (a < size && b < size) {
      const known = this.#memo[(a << this.#shift) | b]!;
      if (known !== 0) return (known & CONFLICT) !== 0;
    }
    return (this.relations(a, b) & CONFLICT) !== 0;
  }

  /** Does an event with footprint `a` write something that one with footprint `b` reads? */
  affects(a: number, b: number): boolean {
    return (this.relations(a, b) & AFFECTS) !== 0;
  }

  /** Do they touch plain data of one place, one of them writing, with no lock in common? */
  races(a: number, b: number): boolean {
    return (this.relations(a, b) & RACES) !== 0;
  }

  relations(a: number, b: number): number {
    if (a === 0 || b === 0) return KNOWN;
    const size = 1 << this.#shift;
    if (a >= size || b >= size) return this.#compute(a, b);
    const at = (a << this.#shift) | b;
    const known = this.#memo[at]!;
    if (known !== 0) return known;
    return (this.#memo[at] = this.#compute(a, b));
  }

  /** Calls `visit` for each access of the footprint. */
  forEach(
    id: number,
    visit: (object: number, mode: number, low: number, high: number, lockset: number, plain: boolean) => void,
  ): void {
    const data = this.#data;
    for (let at = this.#start[id]!; at < this.#start[id + 1]!; at += ACCESS_INTS)
      visit(data[at]!, data[at + 1]!, data[at + 2]!, data[at + 3]!, data[at + 4]!, data[at + 5] === 1);
  }

  /** What an event with this footprint left the lock as. */
  lockAfter(id: number, lock: number): number {
    const data = this.#data;
    let left = LOCK_UNTOUCHED;
    for (let at = this.#start[id]!; at < this.#start[id + 1]!; at += ACCESS_INTS) {
      if (data[at] !== lock) continue;
      const mode = data[at + 1]!;
      if ((mode & (RELEASE | PASS)) !== 0) return LOCK_FREE;
      if ((mode & ACQUIRE) !== 0) left = LOCK_HELD;
    }
    return left;
  }

  /** True if the footprint writes, in any way, to the object within the range. */
  writes(id: number, object: number): boolean {
    const data = this.#data;
    for (let at = this.#start[id]!; at < this.#start[id + 1]!; at += ACCESS_INTS)
      if (data[at] === object && (data[at + 1]! & WRITES_STATE) !== 0) return true;
    return false;
  }

  /** Every conflicting pair of plain accesses with no common lock. */
  racesOf(a: number, b: number): Race[] {
    const data = this.#data;
    const found: Race[] = [];
    for (let x = this.#start[a]!; x < this.#start[a + 1]!; x += ACCESS_INTS)
      for (let y = this.#start[b]!; y < this.#start[b + 1]!; y += ACCESS_INTS)
        if (this.#pairRaces(x, y))
          found.push({
            object: data[x]!,
            modes: [data[x + 1]!, data[y + 1]!],
            locks: [data[x + 4]!, data[y + 4]!],
          });
    return found;
  }

  #compute(a: number, b: number): number {
    const data = this.#data;
    let result = KNOWN;
    for (let x = this.#start[a]!; x < this.#start[a + 1]!; x += ACCESS_INTS) {
      for (let y = this.#start[b]!; y < this.#start[b + 1]!; y += ACCESS_INTS) {
        if (data[x] !== data[y] || data[x + 2]! >= data[y + 3]! || data[y + 2]! >= data[x + 3]!) continue;
        const first = data[x + 1]!;
        const second = data[y + 1]!;
        if (!modesConflict(first, second)) continue;
        result |= CONFLICT;
        if ((first & WRITES_STATE) !== 0 && (second & READ) !== 0) result |= AFFECTS;
        if (this.#pairRaces(x, y)) result |= RACES;
      }
    }
    return result;
  }

  #pairRaces(x: number, y: number): boolean {
    const data = this.#data;
    if (data[x] !== data[y] || data[x + 2]! >= data[y + 3]! || data[y + 2]! >= data[x + 3]!) return false;
    if (!modesConflict(data[x + 1]!, data[y + 1]!)) return false;
    // Marked accesses (READ_ONCE and atomics) never race; a marked read of plain data is on the allow list.
    if (data[x + 5] !== 1 || data[y + 5] !== 1) return false;
    return !this.#locksets.exclude(data[x + 4]!, data[y + 4]!);
  }

  #equals(id: number, accesses: Int32Array, length: number): boolean {
    const start = this.#start[id]!;
    if (this.#start[id + 1]! - start !== length) return false;
    for (let at = 0; at < length; at++) if (this.#data[start + at] !== accesses[at]) return false;
    return true;
  }

  /** Doubles the buckets; returns the bucket of `hash` in the new table. */
  #rehash(hash: number): number {
    const buckets = new Int32Array(this.#buckets.length * 2).fill(-1);
    const mask = buckets.length - 1;
    for (let id = 1; id < this.#hashes.length; id++) {
      const bucket = this.#hashes[id]! & mask;
      this.#next[id] = buckets[bucket]!;
      buckets[bucket] = id;
    }
    this.#buckets = buckets;
    return hash & mask;
  }

  #growMemo(): void {
    const oldShift = this.#shift;
    this.#shift++;
    const memo = new Uint8Array(1 << (2 * this.#shift));
    for (let a = 0; a < 1 << oldShift; a++)
      memo.set(this.#memo.subarray(a << oldShift, (a + 1) << oldShift), a << this.#shift);
    this.#memo = memo;
  }
}
