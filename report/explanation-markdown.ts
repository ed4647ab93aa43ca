/** An explanation as Markdown (CommonMark), for an issue or a page. */
import type { Explanation } from '../scheduler/explain/explanation.js';
import { addressMapLines } from './address-map.js';
import { passingTitle, sliceTitle } from './explanation-text.js';
import { raceSentences } from './race-text.js';
import { replayCommand, type TraceTextOptions, traceText } from './trace-text.js';

export function explanationMarkdown(explanation: Explanation, options: Omit<TraceTextOptions, 'paint'> = {}): string {
  const { scenario, claim, message, slice, race, before, after, schedule } = explanation;
  const map = addressMapLines(before, after);
  const parts = [
    `## ${escaped(claim)} is broken in ${escaped(scenario)}`,
    escaped(message),
    ...raceSentences(explanation, { ...options, where: true }).map(escaped),
    `### ${sliceTitle(explanation)}`,
    fenced('text', traceText(slice.trace, options)),
    ...(race === null ? [] : [`### ${passingTitle(race)}`, fenced('text', traceText(race.passing.trace, options))]),
    ...(map.length === 0 ? [] : ['### Pages before and after the last event', fenced('text', map.join('\n'))]),
    '### Replay',
    fenced('sh', replayCommand(slice.schedule ?? schedule, options.file)),
  ];
  return parts.join('\n\n');
}

/** As plain words: every character that could mean something. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+\-!|~&]/g, '\\$&').replace(/\s+/g, ' ');
}

/** In a fence that is longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
