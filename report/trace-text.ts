/** A counterexample as text: one column per thread, as kernel developers write races in commit messages. */
import type { Counterexample } from '../scheduler/failures.js';
import type { Trace, TraceEvent } from '../scheduler/trace.js';
import { type Paint, PLAIN } from './paint.js';
import { changedParts, show } from './state-diff.js';

/** How a trace is shown as text. */
export interface TraceTextOptions {
  /** Columns of the terminal. Default 100. */
  readonly width?: number;
  /** Default PLAIN: no colour. */
  readonly paint?: Paint;
  /** Name the source line that asked for each step. */
  readonly where?: boolean;
  /** Paths are shown relative to this folder. */
  readonly folder?: string;
  /** The user's file that the scenario comes from; null or absent for a shipped one. */
  readonly file?: string | null;
}

/** The command that replays the schedule, quoted for a POSIX shell. */
export function replayCommand(schedule: string, file: string | null = null): string {
  return `mazurka replay ${file === null ? '' : `--file ${quoted(file)} `}${quoted(schedule)}`;
}

/** The text as one word of a POSIX shell. */
export function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The broken claim, the trace, and how to see it again. */
export function counterexampleText(counterexample: Counterexample, options: TraceTextOptions = {}): string {
  const { paint = PLAIN } = options;
  const { claim, message, preemptions, trace, schedule } = counterexample;
  return [
    `violation: ${paint.red(paint.bold(claim))} in ${trace.scenario}, with ${count(preemptions, 'preemption')}`,
    `  ${message}`,
    '',
    traceText(trace, options),
    '',
    `replay: ${replayCommand(schedule, options.file)}`,
  ].join('\n');
}

/** '1 event', '2 events'. */
export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

const NUMBER = 4;
const GAP = '  ';

/** The events alone: one row per line of an event, in the column of its thread; a bar for each lock it holds. */
export function traceText(trace: Trace, options: TraceTextOptions = {}): string {
  const { width = 100, paint = PLAIN } = options;
  const ran = trace.threads.filter((thread) => trace.events.some((event) => event.thread === thread));
  const column = Math.max(24, Math.floor((width - NUMBER - GAP.length * ran.length) / Math.max(1, ran.length)));
  const held = new Map<string, number>(ran.map((thread) => [thread, 0]));
  const lines: string[] = [row('', new Map(ran.map((thread) => [thread, thread])), paint.bold)];
  lines.push(row('', new Map(ran.map((thread) => [thread, '-'.repeat(column - 2)])), paint.dim));

  /** One line: the cells given, and in the other columns the locks that are held there. */
  function row(number: string, cells: ReadonlyMap<string, string>, style = (text: string) => text): string {
    const parts = ran.map((thread) => {
      const bars = '| '.repeat(held.get(thread) ?? 0);
      const cell = cells.get(thread);
      if (cell === undefined) return bars.padEnd(column);
      return bars + style(cell) + ' '.repeat(Math.max(0, column - bars.length - cell.length));
    });
    return (number.padStart(NUMBER - 1).padEnd(NUMBER) + GAP + parts.join(GAP)).trimEnd();
  }

  let previous: TraceEvent | null = null;
  for (const event of trace.events) {
    if (event.preempts && previous !== null)
      lines.push(row('', new Map([[previous.thread, '<preempted>']]), paint.yellow));
    let number = String(event.index + 1);
    for (const line of eventLines(event, options)) {
      if (line.releases) held.set(event.thread, Math.max(0, held.get(event.thread)! - 1));
      const room = column - 2 * held.get(event.thread)!;
      for (const text of wrap(line.text, room)) {
        lines.push(row(number, new Map([[event.thread, text]]), line.isStep ? undefined : paint.dim));
        number = '';
      }
      if (line.acquires) held.set(event.thread, held.get(event.thread)! + 1);
    }
    previous = event;
  }
  if (trace.loop > 0) lines.push(paint.yellow(`      the last ${count(trace.loop, 'event')} can repeat for ever`));
  for (const { thread, step } of trace.waiting)
    if (ran.includes(thread)) lines.push(row('', new Map([[thread, `<waits in ${step}>`]]), paint.yellow));
  return lines.join('\n');
}

interface EventLine {
  readonly text: string;
  readonly isStep: boolean;
  readonly acquires?: boolean;
  readonly releases?: boolean;
}

/** What is said of an event: its steps, and what it changes. */
export function eventLines(event: TraceEvent, { where = false, folder = '' }: TraceTextOptions = {}): EventLine[] {
  const [first, ...riding] = event.steps;
  const lines: EventLine[] = [];
  const locks = new Set(event.touched.filter(({ mode }) => LOCK_MODES.has(mode)).map(({ object }) => object));
  const takes = event.touched.some(({ mode }) => mode === 'section' || mode === 'acquire');
  if (first !== undefined) {
    const result = first.result === undefined ? '' : ` = ${show(first.result)}`;
    const releases = event.touched.some(({ mode, object }) => mode === 'release' && first.text.includes(`(${object})`));
    lines.push({ text: `${first.text}${result}`, isStep: true, acquires: takes, releases });
    const place = first.where[0];
    if (where && place !== undefined) lines.push({ text: `at ${relative(place, folder)}`, isStep: false });
  }
  for (const { object, before, after } of event.changes) {
    if (locks.has(object) || (typeof after === 'number' && first?.text.includes(`(${object}`))) continue; // said already
    for (const part of changedParts(object, before, after))
      lines.push({ text: `  ${part.name}: ${show(part.before)} -> ${show(part.after)}`, isStep: false });
  }
  for (const step of riding) lines.push({ text: step.text, isStep: true, releases: true });
  return lines;
}

const LOCK_MODES: ReadonlySet<string> = new Set(['section', 'acquire', 'release']);

/** The path as seen from the folder, if it is below that. */
export function relative(place: string, folder: string): string {
  return folder !== '' && place.startsWith(`${folder}/`) ? place.slice(folder.length + 1) : place;
}

/** Breaks a line at spaces, or anywhere if a word is longer than the room. Continuation lines are indented. */
export function wrap(text: string, room: number, indent = '    '): string[] {
  const width = Math.max(8, room);
  const lines: string[] = [];
  let rest = text;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const at = space > width / 3 ? space : width;
    lines.push(rest.slice(0, at));
    rest = indent + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}
