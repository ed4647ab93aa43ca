/** An explanation as Markdown (CommonMark), for an issue or a page. */
import type { Explanation } from '../scheduler/explain/explanation.js';
import { addressMapLines } from './address-map.js';
import { MAP_TITLE, passingTitle, sliceTitle, withoutIdle } from './explanation-text.js';
import { raceSentences } from './race-text.js';
import { replayCommand, type TraceTextOptions, traceText } from './trace-text.js';

/** The explanation as GitHub's Markdown: tables, and a Mermaid diagram. */
export function explanationMarkdown(explanation: Explanation, options: Omit<TraceTextOptions, 'paint'> = {}): string {
  const { scenario, claim, message, slice, race, before, after, schedule } = explanation;
  const map = addressMapLines(before, after);
  return [
    `## Violation of ${escaped(claim)} in ${escaped(scenario)}`,
    escaped(message),
    ...raceSentences(explanation, { ...options, where: true }).map(escaped),
    `### ${sliceTitle(explanation)}`,
    fenced('text', traceText(slice.trace, options)),
    ...(map.length === 0 ? [] : [`### ${MAP_TITLE}`, fenced('text', map.join('\n'))]),
    ...(race === null
      ? []
      : [`### ${passingTitle(race)}`, fenced('text', traceText(withoutIdle(race.passing.trace), options))]),
    '### Replay',
    fenced('sh', replayCommand(slice.schedule ?? schedule, options.file)),
  ].join('\n\n');
}

/** As plain words: without what could mean something within a line, or begin a list, a heading or a quotation. */
export function escaped(text: string): string {
  const inLine = text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|~&]/g, '\\$&');
  return inLine.replace(/^[-+#]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2');
}

/** In a fence that is longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
