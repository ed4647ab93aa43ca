/**
 * Contents of objects and what threads are told, as text that is equal iff the values are, and as small integers. In
 * the text names (of threads, of scalars) stand apart from data, so that they can be exchanged.
 */
import { isName, SharedObject } from '../object.js';

/** The scenario cannot be explored by states at all; the message says why. By traces it can. */
export class NoStatesError extends Error {
  override readonly name = 'NoStatesError';
}

/** Which index each name, known by its index, becomes; identity if absent. */
export type Renaming = (name: number) => number;

const MAX_DEPTH = 40;

/**
 * The value as text. Plain data, arrays, sets, maps, names, and shared objects (by id).
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
  if (isName(value)) return `@${rename === null || value.index < 0 ? value.index : rename(value.index)}`;
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

/** Whom a value names, as a bit mask by index; those above 30 share the last bit. */
export function namesIn(text: string): number {
  let mask = 0;
  if (!text.includes('@')) return 0;
  for (const [, index] of text.matchAll(NAMED)) if (index !== undefined) mask |= 1 << Math.min(30, Number(index));
  return mask;
}

/** Ids of the shared objects that a value refers to. */
export function objectsIn(text: string): number[] {
  return [...text.matchAll(OBJECTS)].flatMap(([, id]) => (id === undefined ? [] : [Number(id)]));
}

const OBJECTS = /"(?:[^"\\]|\\.)*"|#(\d+)/g;

/** Names in a canonical text. Quoted strings are skipped: what they hold is data. */
const NAMED = /"(?:[^"\\]|\\.)*"|@(\d+)/g;

/** The same renaming as a table: what it was made from may change. */
export function fixed(rename: Renaming): Renaming {
  const table = Array.from({ length: 31 }, (_, name) => rename(name));
  return (name) => (name < 0 ? name : table[name]!);
}

const TOKENS = /"(?:[^"\\]|\\.)*"|=>|[[\]{},: ]|[^[\]{},: "=]+/g;

/** Canonical texts, with spaces between, as they would be with names changed: sets and maps are sorted anew. */
export function renamedText(text: string, rename: Renaming): string {
  if (!text.includes('@')) return text;
  const nameOf = (index: string) => `@${rename(Number(index))}`;
  if (!text.includes('{')) return text.replace(NAMED, (found, index) => (index === undefined ? found : nameOf(index)));
  const tokens = text.match(TOKENS)!;
  let at = 0;
  const next = (): string => {
    const token = tokens[at++]!;
    if (token === '[') return `[${entries(']').join(',')}]`;
    if (token === '{') return `{${entries('}').join(',')}}`;
    return token[0] === '@' && token[1] !== '-' ? nameOf(token.slice(1)) : token;
  };
  const entries = (end: string): string[] => {
    const found: string[] = [];
    let isSorted = end === '}';
    do {
      let entry = '';
      while (tokens[at] !== ',' && tokens[at] !== end) {
        if (tokens[at] === ':') isSorted = false; // fields keep their order
        entry += next();
      }
      found.push(entry);
    } while (tokens[at++] === ',');
    return isSorted ? found.sort() : found;
  };
  let renamed = '';
  while (at < tokens.length) renamed += next();
  return renamed;
}

/** Names whose new indices fit into a number. */
const MAX_KEYED = 10;

/** Texts as small integers. */
export class ValueTable {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #named: number[] = [];
  /** By the table that it goes to, by value, and then by the new indices of the names in it. */
  readonly #renamings = new Map<ValueTable, Map<number, number>[]>();

  /** @param texts in the order of their numbers */
  constructor(texts: readonly string[] = []) {
    for (const text of texts) this.intern(text);
  }

  /** In the order of their numbers. */
  get texts(): readonly string[] {
    return this.#texts;
  }

  /** The number of this text; new ones count up from 0. */
  intern(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.length;
      this.#ids.set(text, id);
      this.#texts.push(text);
      this.#named.push(namesIn(text));
    }
    return id;
  }

  /** Whom it names, as a bit mask. */
  named(id: number): number {
    return this.#named[id]!;
  }

  /** The number, in `into`, of the same value with each name `n` in it known as `places[n]`. */
  renamed(id: number, places: Int32Array, into: ValueTable = this): number {
    const names = this.#named[id]!;
    if (names === 0 && into === this) return id;
    const placeOf: Renaming = (name) => (name < places.length ? places[name]! : name);
    let key = 0;
    let count = 0;
    for (let name = 0; name < 31; name++) {
      if ((names & (1 << name)) === 0) continue;
      key = key * 32 + placeOf(name);
      count++;
    }
    let all = this.#renamings.get(into);
    if (all === undefined) this.#renamings.set(into, (all = []));
    const renamings = (all[id] ??= new Map<number, number>());
    const known = count > MAX_KEYED ? undefined : renamings.get(key);
    if (known !== undefined) return known;
    const found = into.intern(renamedText(this.text(id), placeOf));
    if (count <= MAX_KEYED) renamings.set(key, found);
    return found;
  }

  text(id: number): string {
    return this.#texts[id]!;
  }

  get count(): number {
    return this.#texts.length;
  }
}
