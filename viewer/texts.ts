/** What is said of events. */
import { show } from '../report/state-diff.js';
import type { Trace, TraceEvent, TraceStep } from '../scheduler/trace.js';

/** One line for the step, with what it returned, and one for each release that rode along. */
export function stepLines({ steps }: TraceEvent): string[] {
  return steps.map(lineOf);
}

function lineOf({ text, result }: TraceStep): string {
  return result === undefined ? text : `${text} = ${show(result)}`;
}

/** What is read out when the event is selected. */
export function spokenEvent(event: TraceEvent, { events }: Pick<Trace, 'events'>): string {
  const { index, thread, preempts, held } = event;
  const before = events[index - 1]?.thread;
  const parts = [
    `Step ${index + 1} of ${events.length}, ${thread}: ${stepLines(event).join(', then ')}`,
    ...(preempts ? [`preempts ${before}`] : []),
    ...(held.length > 0 ? [`holds ${held.join(', ')}`] : []),
  ];
  return parts.join('; ');
}
