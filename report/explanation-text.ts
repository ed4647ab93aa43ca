/** An explanation for the terminal: what matters of the failing execution, the critical race, the passing one, the map. */
import type { Explanation } from '../scheduler/explain/explanation.js';
import { addressMapLines } from './address-map.js';
import { PLAIN } from './paint.js';
import { raceSentences } from './race-text.js';
import { count, replayCommand, type TraceTextOptions, traceText } from './trace-text.js';

export function explanationText(explanation: Explanation, options: TraceTextOptions = {}): string {
  const { paint = PLAIN, file } = options;
  const { scenario, claim, message, slice, race, before, after, schedule } = explanation;
  const map = addressMapLines(before, after);
  const parts = [
    [`${paint.red(paint.bold(claim))} is broken in ${scenario}`, `  ${message}`],
    [paint.bold(sliceTitle(explanation)), '', traceText(slice.trace, options)],
    raceSentences(explanation, { ...options, where: true }),
    ...(race === null ? [] : [[paint.bold(passingTitle(race)), '', traceText(race.passing.trace, options)]]),
    ...(map.length === 0
      ? []
      : [[paint.bold('Pages before the last event of the first part, and after it'), '', ...map]]),
    [
      `replay: ${replayCommand(slice.schedule ?? schedule, file)}`,
      ...(race === null ? [] : [`passing: ${replayCommand(race.passing.schedule, file)}`]),
    ],
  ];
  return parts.map((lines) => lines.join('\n')).join('\n\n');
}

/** How much of the failing execution the slice is, and what it is worth. */
export function sliceTitle({ slice, trace }: Pick<Explanation, 'slice' | 'trace'>): string {
  const [part, whole] = [slice.trace.events.length, trace.events.length];
  if (slice.schedule === null)
    return part === whole
      ? `All ${count(whole, 'event')}`
      : `What it follows from: ${part} of ${count(whole, 'event')}; the others have to happen too`;
  return part === whole
    ? `All ${count(whole, 'event')} are needed`
    : `What it takes: ${part} of ${count(whole, 'event')}, which fail alone`;
}

/** What the passing execution is. */
export function passingTitle({ distance }: NonNullable<Explanation['race']>): string {
  const changed =
    distance === 0
      ? 'with the same events in the same order before'
      : `with ${count(distance, 'event')} elsewhere or not at all`;
  return `The nearest execution in which nothing breaks, ${changed}`;
}
