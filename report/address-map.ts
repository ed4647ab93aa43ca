/** Which pages each object holds, before and after: read off what the objects contain, in the notation `[start,end)`. */
import type { Contents } from '../scheduler/trace.js';

/** Half-open. */
type Range = readonly [start: number, end: number];

interface MapRow {
  readonly name: string;
  readonly before: readonly Range[];
  readonly after: readonly Range[];
}

/** Columns for the pages, at most. */
const MAX_CELLS = 64;

/**
 * One line per object that holds ranges before or after: `#` where all pages of the column are held, `+` where some are. A
 * row that changes is shown twice. No lines if there are no ranges.
 */
export function addressMapLines(before: Contents, after: Contents): string[] {
  const rows = rowsOf(before, after);
  const ranges = rows.flatMap((row) => [...row.before, ...row.after]);
  if (ranges.length === 0) return [];
  const low = Math.min(...ranges.map(([start]) => start));
  const high = Math.max(...ranges.map(([, end]) => end));
  const pages = Math.ceil((high - low) / MAX_CELLS);
  const cells = Math.ceil((high - low) / pages);
  const draw = (held: readonly Range[]) =>
    Array.from({ length: cells }, (_, k) => {
      const start = low + k * pages;
      const end = Math.min(high, start + pages);
      const count = held.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, end) - Math.max(from, start)), 0);
      return count >= end - start ? '#' : count > 0 ? '+' : '.';
    }).join('');
  const names = rows.map(({ name }) => name.length);
  const width = Math.max(...names);
  const line = (name: string, text: string) => `${name.padEnd(width)}  ${text}`;
  const title = `pages [${low},${high})${pages === 1 ? '' : `, ${pages} per column`}`;
  return [
    line('', title),
    ...rows.flatMap((row) => {
      const [was, is] = [draw(row.before), draw(row.after)];
      return was === is ? [line(row.name, was)] : [line(row.name, `${was}  before`), line('', `${is}  after`)];
    }),
  ];
}

function rowsOf(before: Contents, after: Contents): MapRow[] {
  const [was, is] = [heldBy(before), heldBy(after)];
  const names = new Set([...was.keys(), ...is.keys()]);
  return [...names]
    .map((name) => ({ name, before: was.get(name) ?? [], after: is.get(name) ?? [] }))
    .filter((row) => row.before.length + row.after.length > 0);
}

/** Ranges by object, or part of an object. */
function heldBy(contents: Contents): Map<string, Range[]> {
  const found = new Map<string, Range[]>();
  const look = (name: string, value: unknown): void => {
    if (Array.isArray(value)) found.set(name, value.flatMap(rangeOf));
    else if (typeof value === 'object' && value !== null)
      for (const [part, inner] of Object.entries(value)) look(`${name} ${part}`, inner);
  };
  for (const [name, value] of Object.entries(contents)) look(name, value);
  return found;
}

/** `[3,5)` and whatever follows it. */
function rangeOf(item: unknown): Range[] {
  const match = typeof item === 'string' ? /^\[(\d+),(\d+)\)/.exec(item) : null;
  return match === null ? [] : [[Number(match[1]), Number(match[2])]];
}
