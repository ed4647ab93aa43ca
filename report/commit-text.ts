/** An explanation as the body of a commit message draws a race: one column per thread, 75 columns wide. */
import type { Explanation } from '../scheduler/explain/explanation.js';
import type { TraceEvent } from '../scheduler/trace.js';
import { raceSentences } from './race-text.js';
import { eventLines, replayCommand, wrap } from './trace-text.js';

/** Of a line, but for the command that replays it. */
const WIDTH = 75;
const GAP = 2;

/** @param file the user's file that the scenario comes from; null or absent for a shipped one */
export function commitText(explanation: Explanation, file: string | null = null): string {
  const { claim, message, slice, scenario, schedule } = explanation;
  return [
    ...paragraph(`${claim} is broken in ${scenario}: ${message}.`),
    '',
    ...columns(slice.trace.events, slice.trace.threads),
    '',
    ...raceSentences(explanation).flatMap(paragraph),
    '',
    'To see it:',
    '',
    `  ${replayCommand(slice.schedule ?? schedule, file)}`,
  ].join('\n');
}

function paragraph(text: string): string[] {
  return wrap(text, WIDTH, '');
}

/** What is done, thread by thread; a thread's text may run into the columns behind its own. */
function columns(events: readonly TraceEvent[], threads: readonly string[]): string[] {
  const told = events.filter(({ touched, changes }) => touched.length + changes.length > 0);
  const shown = threads.filter((thread) => told.some((event) => event.thread === thread));
  const step = Math.floor((WIDTH + GAP) / Math.max(1, shown.length));
  const line = (cells: ReadonlyMap<string, string>) =>
    shown
      .map((thread) => (cells.get(thread) ?? '').padEnd(step))
      .join('')
      .trimEnd();
  const lines = [line(new Map(shown.map((thread) => [thread, thread.slice(0, step - GAP)])))];
  lines.push(line(new Map(shown.map((thread) => [thread, '-'.repeat(Math.min(step - GAP, thread.length))]))), '');
  for (const event of told)
    for (const { text } of eventLines(event))
      for (const part of wrap(text, step - GAP)) lines.push(line(new Map([[event.thread, part]])));
  return lines;
}
