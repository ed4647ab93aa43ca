/** Which pages each object holds, read off what the objects contain: `[start,end)` in lists, or entries with `start` and `end`. */
import { lockClassOf } from '../scheduler/object.js';
import type { Contents } from '../scheduler/trace.js';
import { isRecord } from './record.js';

/** Half-open. */
export type Range = readonly [start: number, end: number];

/** Ranges by object, or part of an object, in the order in which they stand there. */
export function heldBy(contents: Contents): Map<string, readonly Range[]> {
  const found = new Map<string, readonly Range[]>();
  const look = (name: string, value: unknown): void => {
    if (Array.isArray(value)) found.set(name, value.flatMap(rangeOf));
    else if (isRecord(value)) for (const [part, inner] of Object.entries(value)) look(`${name} ${part}`, inner);
  };
  for (const [name, value] of Object.entries(contents)) look(name, value);
  return found;
}

/** `[3,5)` and whatever follows it, or what has such a start and end. */
function rangeOf(item: unknown): Range[] {
  const match = typeof item === 'string' ? /^\[(\d+),(\d+)\)/.exec(item) : null;
  if (match !== null) return [[Number(match[1]), Number(match[2])]];
  const { start, end } = isRecord(item) ? item : {};
  return typeof start === 'number' && typeof end === 'number' ? [[start, end]] : [];
}

/** What it means for a page that an object holds it; `other`: not known by the object's name. */
export type Holding = 'free' | 'node' | 'busy' | 'lazy' | 'purging' | 'mapped' | 'stale' | 'other';

/** By the last word of the object's name, without indices: the first that fits. */
const HOLDINGS: readonly [name: RegExp, holding: Holding][] = [
  [/\[\](\.\w+)*\.(free|pool)(\[\])?$/, 'node'],
  [/(^|[. ])free(_vmap_area)?(_list|_root)?$/, 'free'],
  [/(^|[. ])(busy|vmap_area_root|vmap_area_list|vmlist)$/, 'busy'],
  [/(^|[. ])(lazy|va->flags|vmap_purge_list|purge_vmap_area)$/, 'lazy'],
  [/(^|[. ])(local_)?purge_list$/, 'purging'],
  [/ mapped$/, 'mapped'],
  [/ stale$/, 'stale'],
];

/** What it means that an object of this name, or that part of it, holds a page. */
export function holdingOf(name: string): Holding {
  return HOLDINGS.find(([pattern]) => pattern.test(lockClassOf(name)))?.[1] ?? 'other';
}

/** The pages of `range` that two objects hold of which at most one may. */
export interface Clash {
  readonly range: Range;
  readonly holders: readonly [string, string];
}

/**
 * Pages that are free here and something else there, or that two objects give out. Busy areas may at once be lazy: until
 * they are purged, some designs leave them in the busy tree; and a purge gives back while its own list still names them.
 */
export function clashesIn(held: ReadonlyMap<string, readonly Range[]>): Clash[] {
  const owners = [...held].map(([name, ranges]) => ({ name, ranges, holding: holdingOf(name) }));
  return owners.flatMap((one, k) =>
    owners.slice(k + 1).flatMap((other) => {
      if (!excludes(one.holding, other.holding)) return [];
      const both = one.ranges.flatMap((a) => other.ranges.flatMap((b) => overlap(a, b)));
      return both.map((range) => ({ range, holders: [one.name, other.name] as const }));
    }),
  );
}

const OWNING: readonly Holding[] = ['free', 'node', 'busy'];

function excludes(one: Holding, other: Holding): boolean {
  if (OWNING.includes(one) && OWNING.includes(other)) return true;
  const isFree = (holding: Holding) => holding === 'free' || holding === 'node';
  return (one === 'lazy' && isFree(other)) || (other === 'lazy' && isFree(one));
}

function overlap(a: Range, b: Range): Range[] {
  const [start, end] = [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
  return start < end ? [[start, end]] : [];
}
