/** An explanation for the terminal: what it takes to fail, who holds which pages, the critical race, the passing execution. */
import type { CriticalRace, Explanation } from '../scheduler/explain/explanation.js';
import type { Trace } from '../scheduler/trace.js';
import { addressMapLines } from './address-map.js';
import { PLAIN } from './paint.js';
import { raceSentences } from './race-text.js';
import { count, replayCommand, type TraceTextOptions, traceText } from './trace-text.js';

/** The explanation for a terminal: the slice in columns, the critical race, the passing execution, the pages. */
export function explanationText(explanation: Explanation, options: TraceTextOptions = {}): string {
  const { paint = PLAIN, file } = options;
  const { scenario, claim, message, slice, race, before, after, schedule } = explanation;
  const map = addressMapLines(before, after);
  const titled = (title: string, text: string) => `${paint.bold(title)}\n\n${text}`;
  const commands = [`replay: ${replayCommand(slice.schedule ?? schedule, file)}`];
  if (race !== null) commands.push(`passing: ${replayCommand(race.passing.schedule, file)}`);
  return [
    `violation: ${paint.red(paint.bold(claim))} in ${scenario}\n  ${message}`,
    titled(sliceTitle(explanation), traceText(slice.trace, options)),
    ...(map.length === 0 ? [] : [titled(MAP_TITLE, map.join('\n'))]),
    raceSentences(explanation, { ...options, where: true }).join('\n'),
    ...(race === null ? [] : [titled(passingTitle(race), traceText(withoutIdle(race.passing.trace), options))]),
    commands.join('\n'),
  ].join('\n\n');
}

export const MAP_TITLE = 'Pages before the last event and after it';

/** How much of the failing execution the slice is, and what it is worth. */
export function sliceTitle({ slice, trace }: Pick<Explanation, 'slice' | 'trace'>): string {
  const [part, whole] = [slice.trace.events.length, trace.events.length];
  if (part === whole) return `All ${count(whole, 'event')} of the failing execution`;
  const worth = slice.schedule === null ? 'from which it follows; the others have to run too' : 'which fail alone';
  return `${part} of ${count(whole, 'event')}, ${worth}`;
}

/** What the passing execution is. */
export function passingTitle({ distance, passing: { besides } }: CriticalRace): string {
  const what =
    distance === 0
      ? 'these events in the same order, with others between them or behind'
      : `${count(distance, 'event')} in another order, or missing`;
  const broken = besides.length === 0 ? 'nothing breaks' : `nothing breaks but ${besides.join(' and ')}`;
  return `The nearest execution in which ${broken}: ${what}`;
}

/** Without threads that touch nothing. */
export function withoutIdle(trace: Trace): Trace {
  const isBusy = (thread: string) => trace.events.some((event) => event.thread === thread && event.touched.length > 0);
  return { ...trace, events: trace.events.filter(({ thread }) => isBusy(thread)) };
}
