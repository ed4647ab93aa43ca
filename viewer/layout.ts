/** Where everything of an execution is drawn: columns of threads, rows of events. Lengths in pixels. */
import type { Staged, Standing } from '../scheduler/standing.js';
import { type Hold, holdsIn } from './locks.js';

export const LINE = 20;
export const BAND = 16;
const GUTTER = 44;
const PAD = 4;
/** Of one character of the events' font, at most. */
const CHAR = 7.4;
const MIN_CHARS = 18;

export interface Column {
  readonly thread: string;
  readonly x: number;
  readonly width: number;
  /** Where texts begin: right of the bands. */
  readonly textX: number;
}

/** What stands in the box of an event. */
export interface BoxText {
  readonly lines: readonly string[];
  /** What is marked at the end of the first line. */
  readonly marks: readonly string[];
}

export interface Row extends BoxText {
  readonly event: number;
  readonly y: number;
  readonly height: number;
  /** Of the step's box: below the line that says who is preempted. */
  readonly boxY: number;
}

/** Drawn in one column, from one height to another. */
export interface Span {
  readonly thread: string;
  readonly y: number;
  readonly height: number;
}

export interface Band extends Span {
  readonly lock: string;
  readonly x: number;
}

export interface Wait extends Span {
  /** Which step it waits in. */
  readonly text: string;
}

export interface Layout {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly bands: readonly Band[];
  readonly waits: readonly Wait[];
  /** Of the row below the last event. */
  readonly endY: number;
  readonly width: number;
  readonly height: number;
}

/**
 * @param texts by event
 * @param most characters that a column has room for
 */
export function layoutOf({ trace, standings }: Staged, texts: readonly BoxText[], most: number): Layout {
  const { events } = trace;
  let y = 0;
  const rows = events.map(({ index, preempts }): Row => {
    const { lines, marks } = texts[index]!;
    const boxY = y + PAD + (preempts ? LINE : 0);
    const height = boxY - y + lines.length * LINE + PAD;
    const row = { event: index, y, height, boxY, lines, marks };
    y += height;
    return row;
  });
  const endY = y;
  const height = endY + LINE + 2 * PAD;
  const holds = holdsIn(trace);
  const columns = columnsOf(trace, standings, texts, holds, most);
  const columnOf = new Map(columns.map((column) => [column.thread, column]));
  const bottom = (event: number | null) => {
    const row = event === null ? null : rows[event]!;
    return row === null ? height : row.y + row.height - PAD / 2;
  };
  const bands = holds.map(({ thread, lock, from, to, slot }): Band => {
    const top = rows[from]!.boxY - PAD / 2;
    const x = columnOf.get(thread)!.x + PAD + slot * BAND;
    return { thread, lock, x, y: top, height: bottom(to) - top };
  });
  return {
    columns,
    rows,
    bands,
    waits: waitsOf(columns, rows, standings, height),
    endY,
    width: widthOf(columns),
    height,
  };
}

function columnsOf(
  { threads, events }: Staged['trace'],
  standings: Staged['standings'],
  texts: readonly BoxText[],
  holds: readonly Hold[],
  most: number,
): Column[] {
  const columns: Column[] = [];
  let x = GUTTER;
  for (const thread of threads) {
    const own = events.filter((event) => event.thread === thread);
    if (own.length === 0) continue;
    const waits = standings.flatMap((all) => all.filter((each) => each.thread === thread && isWaiting(each)));
    const chars = Math.max(
      ...own.map(({ index }) => charsOf(texts[index]!)),
      ...waits.map(({ step }) => waitText(step!).length),
    );
    const slots = Math.max(0, ...holds.filter((hold) => hold.thread === thread).map(({ slot }) => slot + 1));
    const textX = x + PAD + slots * BAND + PAD;
    const width = textX - x + Math.ceil(Math.min(most, Math.max(MIN_CHARS, chars)) * CHAR) + 16;
    columns.push({ thread, x, width, textX });
    x += width + 8;
  }
  return columns;
}

/** A mark is set apart from what stands before it. */
function charsOf({ lines, marks }: BoxText): number {
  const [first = '', ...others] = lines.map(({ length }) => length);
  const marked = marks.reduce((sum, mark) => sum + mark.length + 3, Number(first));
  return Math.max(marked, ...others);
}

function widthOf(columns: readonly Column[]): number {
  const last = columns.at(-1);
  return last === undefined ? GUTTER : last.x + last.width;
}

function isWaiting({ step, ways }: Standing): boolean {
  return step !== null && ways.length === 0;
}

function waitText(step: string): string {
  return `waits: ${step}`;
}

/** Threads that cannot go on, while others do. */
function waitsOf(
  columns: readonly Column[],
  rows: readonly Row[],
  standings: Staged['standings'],
  height: number,
): readonly Wait[] {
  return columns.flatMap(({ thread }) => {
    const waits: { text: string; y: number; end: number }[] = [];
    for (const [state, all] of standings.entries()) {
      const standing = all.find((each) => each.thread === thread);
      if (standing === undefined || !isWaiting(standing)) continue;
      const row = rows[state];
      const [y, end] = row === undefined ? [rows.at(-1)!.y + rows.at(-1)!.height, height] : [row.y, row.y + row.height];
      const last = waits.at(-1);
      if (last !== undefined && last.end === y && last.text === waitText(standing.step!)) last.end = end;
      else waits.push({ text: waitText(standing.step!), y, end });
    }
    return waits.map(({ text, y, end }) => ({ thread, text, y, height: end - y }));
  });
}
