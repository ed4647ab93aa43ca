/** `mazurka explain`: why a schedule breaks a claim. */

import { EXIT } from '../program/usage-error.js';
import { chromeTrace } from '../report/chrome-trace.js';
import { commitText } from '../report/commit-text.js';
import { explanationJson } from '../report/explanation-json.js';
import { explanationMarkdown } from '../report/explanation-markdown.js';
import { explanationText } from '../report/explanation-text.js';
import { mermaid } from '../report/mermaid.js';
import type { TraceTextOptions } from '../report/trace-text.js';
import { explain as run } from '../scheduler/explain/explain.js';
import type { Explanation } from '../scheduler/explain/explanation.js';
import { atLeast, oneOf } from './check-options.js';
import { terminal } from './paint.js';
import { scheduled } from './replay.js';
import { requireOut, writeOut } from './write.js';

/** What `mazurka explain` may be asked for. */
export interface ExplainOptions {
  /** text (default), commit, markdown, json, mermaid or chrome. */
  readonly format?: string;
  /** File to write. */
  readonly out?: string;
  /** Scenario file that the schedule belongs to. */
  readonly file?: string;
  /** Traces that are looked at to prove the cause, if there are no more; 2000 by default. */
  readonly maxTraces?: number;
  /** Do not type-check scenario files. */
  readonly transpileOnly?: boolean;
}

const json = (data: unknown): string => JSON.stringify(data, null, 2);

/** By name, how each format is written. */
const FORMATS = {
  text: explanationText,
  commit: (explanation, { file = null }) => commitText(explanation, file),
  markdown: explanationMarkdown,
  json: (explanation) => json(explanationJson(explanation)),
  mermaid: (explanation) => mermaid(explanation),
  chrome: (explanation) => json(chromeTrace(explanation)),
} satisfies Record<string, (explanation: Explanation, options: TraceTextOptions) => string>;

/** Returns the exit code: to explain a failure is success. */
export async function explain(line: string, options: ExplainOptions): Promise<number> {
  const { format = 'text' } = oneOf('format', options.format, Object.keys(FORMATS) as (keyof typeof FORMATS)[]);
  const traces = atLeast(0, 'maxTraces', '--max-traces', options.maxTraces);
  const out = requireOut(options.out);
  return scheduled(line, options, (scenario, schedule, file) => {
    const { paint, width } = terminal();
    const style = { folder: process.cwd(), file, ...(out === null ? { paint, width } : {}) };
    const text = `${FORMATS[format](run(scenario, schedule, traces), style)}\n`;
    if (out === null) process.stdout.write(text);
    else writeOut(out, text);
    return EXIT.asExpected;
  });
}
