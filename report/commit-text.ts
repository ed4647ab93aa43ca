/** An explanation as the body of a commit message draws a race: one column per thread, 75 columns wide. */
import type { Explanation } from '../scheduler/explain/explanation.js';
import type { Trace } from '../scheduler/trace.js';
import { raceSentences } from './race-text.js';
import { eventLines, replayCommand, wrap } from './trace-text.js';

/** Of a line, but for the command that replays it. */
const WIDTH = 75;
const GAP = 2;

/**
 * What breaks, the failing execution in 75 columns, the critical race, and the command that replays it.
 * @param file the user's file that the scenario comes from; null or absent for a shipped one
 */
export function commitText(explanation: Explanation, file: string | null = null): string {
  const { claim, message, slice, scenario, schedule } = explanation;
  return [
    ...paragraph(`${claim} in ${scenario}: ${message}.`),
    '',
    ...columns(slice.trace),
    '',
    ...paragraph(raceSentences(explanation).join(' ')),
    '',
    'To see it:',
    '',
    `  ${replayCommand(slice.schedule ?? schedule, file)}`,
  ].join('\n');
}

function paragraph(text: string): string[] {
  return wrap(text, WIDTH, '');
}

/** What is done, thread by thread. Nothing stands behind a thread's text, so that may run into the other columns. */
function columns({ events, threads, waiting }: Trace): string[] {
  const told = events.filter(({ touched, changes }) => touched.length + changes.length > 0);
  const shown = threads.filter((thread) => told.some((event) => event.thread === thread));
  const step = Math.floor((WIDTH + GAP) / Math.max(1, shown.length));
  const heads = shown.map((thread) => thread.slice(0, step - GAP));
  const row = (cells: readonly string[]) => cells.map((cell) => cell.padEnd(step)).join('');
  const lines = [row(heads).trimEnd(), row(heads.map((head) => '-'.repeat(head.length))).trimEnd()];
  const say = (thread: string, text: string) => {
    const indent = step * shown.indexOf(thread);
    for (const part of wrap(text, WIDTH - indent)) lines.push(' '.repeat(indent) + part);
  };
  for (const event of told) for (const { text } of eventLines(event)) say(event.thread, text);
  for (const wait of waiting) if (shown.includes(wait.thread)) say(wait.thread, `<waits in ${wait.step}>`);
  return lines;
}
