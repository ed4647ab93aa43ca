/** Which pages each object holds, before and after, as text. */
import type { Contents } from '../scheduler/trace.js';
import { heldBy, type Range } from './held-ranges.js';

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
