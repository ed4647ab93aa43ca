/**
 * Contents of objects and what threads are told, as text that is equal iff the values are, and as small integers. In
 * the text thread ids stand apart from data, so that they can be exchanged.
 */
import { SharedObject, ThreadId } from '../object.js';

/** The scenario cannot be explored by states at all; the message says why. By traces it can. */
export class NoStatesError extends Error {
  override readonly name = 'NoStatesError';
}

/** Which number stands for each thread; identity if absent. */
export type Renaming = (thread: number) => number;

const MAX_DEPTH = 40;

/**
 * The value as text. Plain data, arrays, sets, maps, ThreadIds, and shared objects (by id).
 * Throws NoStatesError if it holds a function or is nested too deeply (a cycle).
 */
export function canonical(value: unknown, rename: Renaming | null = null, depth = 0): string {
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'bigint':
    case 'undefined':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'string':
      return JSON.stringify(value);
    case 'object':
      break;
    default:
      throw new NoStatesError(`a ${typeof value} cannot be part of a state; keep plain data in shared objects`);
  }
  if (value === null) return 'null';
  if (value instanceof ThreadId) return `@${rename === null || value.index < 0 ? value.index : rename(value.index)}`;
  if (value instanceof SharedObject) return `#${value.id}`;
  if (depth > MAX_DEPTH) throw new NoStatesError('a value that refers to itself cannot be part of a state');
  const inner = (each: unknown) => canonical(each, rename, depth + 1);
  if (Array.isArray(value)) return `[${value.map(inner).join(',')}]`;
  if (ArrayBuffer.isView(value)) return `[${Array.from(value as unknown as ArrayLike<number>).join(',')}]`;
  if (value instanceof Set) return `{${[...value].map(inner).sort().join(',')}}`;
  if (value instanceof Map) return `{${[...value].map(([key, held]) => `${inner(key)}=>${inner(held)}`).sort()}}`;
  const fields = value as Readonly<Record<string, unknown>>;
  return `{${Object.keys(fields)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${inner(fields[key])}`)
    .join(',')}}`;
}

/** The threads that a value names, as a bit mask; threads above 30 share the last bit. */
export function threadsNamedIn(text: string): number {
  let mask = 0;
  if (!text.includes('@')) return 0;
  for (const [, index] of text.matchAll(NAMED)) if (index !== undefined) mask |= 1 << Math.min(30, Number(index));
  return mask;
}

/** Thread ids in a canonical text. Quoted strings are skipped: what they hold is data. */
const NAMED = /"(?:[^"\\]|\\.)*"|@(\d+)/g;

/** The same renaming as a table: what it was made from may change, and chains of renamings stay short. */
export function fixed(rename: Renaming | null): Renaming | null {
  if (rename === null) return null;
  const table = Array.from({ length: 31 }, (_, thread) => rename(thread));
  return (thread) => (thread < 0 ? thread : table[thread]!);
}

function after(first: Renaming | null, second: Renaming): Renaming {
  return first === null ? second : (thread) => second(first(thread));
}

interface Named {
  readonly value: unknown;
  readonly rename: Renaming | null;
}

/** Threads whose places fit into a number. */
const MAX_KEYED = 10;

/** Texts as small integers. */
export class ValueTable {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  /** Values that name threads, to be written again with names exchanged; null for others. */
  readonly #values: (Named | null)[] = [];
  readonly #named: number[] = [];
  /** By value, and then by the new numbers of the threads that it names. */
  readonly #renamings: Map<number, number>[] = [];

  /**
   * The number of this text; new ones count up from 0.
   * @param value what it is the text of, with threads renamed by `rename`
   */
  intern(text: string, value: unknown = null, rename: Renaming | null = null): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.length;
      this.#ids.set(text, id);
      this.#texts.push(text);
      const threads = threadsNamedIn(text);
      this.#named.push(threads);
      this.#values.push(threads === 0 ? null : { value, rename: fixed(rename) });
    }
    return id;
  }

  /** The threads that it names, as a bit mask. */
  named(id: number): number {
    return this.#named[id]!;
  }

  /** The number of the same value with each thread `t` that it names known as `places[t]`. */
  renamed(id: number, places: Int32Array): number {
    const threads = this.#named[id]!;
    if (threads === 0) return id;
    const placeOf: Renaming = (thread) => (thread < places.length ? places[thread]! : thread);
    let key = 0;
    let count = 0;
    for (let t = 0; t < 31; t++) {
      if ((threads & (1 << t)) === 0) continue;
      key = key * 32 + placeOf(t);
      count++;
    }
    const renamings = (this.#renamings[id] ??= new Map<number, number>());
    const known = count > MAX_KEYED ? undefined : renamings.get(key);
    if (known !== undefined) return known;
    const { value, rename } = this.#values[id]!;
    const both = after(rename, placeOf);
    const found = this.intern(canonical(value, both), value, both);
    if (count <= MAX_KEYED) renamings.set(key, found);
    return found;
  }

  renamedText(id: number, rename: Renaming): string {
    const named = this.#values[id];
    return named == null ? this.text(id) : canonical(named.value, after(named.rename, rename));
  }

  text(id: number): string {
    return this.#texts[id]!;
  }

  get count(): number {
    return this.#texts.length;
  }
}
