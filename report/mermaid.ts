/** Traces as Mermaid sequence diagrams: a note for each event, an arrow to each from what another thread did before it. */
import type { Explanation } from '../scheduler/explain/explanation.js';
import type { Trace } from '../scheduler/trace.js';
import { raceSentences } from './race-text.js';
import { eventLines } from './trace-text.js';

/** What it takes to fail, what that breaks, and both orders of the critical race. */
export function mermaid(explanation: Explanation): string {
  const { claim, message, slice } = explanation;
  return sequenceDiagram(slice.trace, [`${claim}: ${message}`, ...raceSentences(explanation)]);
}

/**
 * A trace as a Mermaid sequence diagram, with a participant for each thread.
 * @param closing notes for all threads, at the end
 */
export function sequenceDiagram({ threads, events, waiting }: Trace, closing: readonly string[] = []): string {
  const shown = threads.filter((thread) => events.some((event) => event.thread === thread));
  const id = (thread: string) => `t${shown.indexOf(thread)}`;
  const all = shown.length > 1 ? `t0,t${shown.length - 1}` : 't0';
  const lines = shown.map((thread) => `  participant ${id(thread)} as ${escaped(thread)}`);
  for (const event of events) {
    for (const index of event.follows) {
      const earlier = events.find((each) => each.index === index);
      if (earlier !== undefined && earlier.thread !== event.thread)
        lines.push(`  ${id(earlier.thread)}-->>${id(event.thread)}: ${escaped(`after ${index + 1}`)}`);
    }
    const said = eventLines(event).map(({ text }) => escaped(text.trim()));
    lines.push(
      `  Note over ${id(event.thread)}: ${[`${event.index + 1} ${said[0] ?? ''}`, ...said.slice(1)].join('<br/>')}`,
    );
  }
  for (const { thread, step } of waiting)
    if (shown.includes(thread)) lines.push(`  Note over ${id(thread)}: ${escaped(`waits in ${step}`)}`);
  const notes = shown.length === 0 ? [] : closing.map((text) => `  Note over ${all}: ${escaped(text)}`);
  return ['sequenceDiagram', ...lines, ...notes].join('\n');
}

/** Characters that could mean something to Mermaid or to a browser as its entity codes; words of its own are cut in two. */
function escaped(text: string): string {
  const code = (character: string) => `#${character.codePointAt(0)};`;
  const plain = text.replace(/\s+/g, ' ').replace(/[^A-Za-z0-9 _.,()=/-]/gu, code);
  return plain.replace(/\bend\b/gi, (word) => code(word[0]!) + word.slice(1));
}
