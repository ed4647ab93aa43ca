/** Checked scenarios for GitHub Actions: workflow commands that annotate lines, and Markdown for the summary of a step. */
import { type Checked, finding, lastPlace, standing } from './checked.js';
import { escaped, explanationMarkdown } from './explanation-markdown.js';
import { raceSentences } from './race-text.js';
import { replayCommand } from './trace-text.js';
import { countsText, summaryLine } from './verdict-text.js';

/** In bytes: GitHub shows no summary of a step that is longer than 1 MiB. */
const MAX_SUMMARY = 1_000_000;

/** A line for each claim that broke against expectation, and for each other verdict that is not as expected; '' if there is none. */
export function annotations(all: readonly Checked[], folder: string): string {
  return all
    .flatMap((checked) => commands(checked, folder))
    .map((command) => `${command}\n`)
    .join('');
}

function commands(checked: Checked, folder: string): string[] {
  const { verdict, file, failures } = checked;
  const { scenario } = verdict;
  const found = standing(checked);
  if (found === 'passed') return [];
  const own = file === null ? {} : { file };
  if (failures.length === 0)
    return [command(found === 'failed' ? 'error' : 'warning', own, scenario, finding(checked))];
  return failures.map(({ claim, shown }) => {
    const title = `${claim} in ${scenario}`;
    if (shown === null) return command('error', own, title, finding(checked));
    const { trace, message, schedule } = shown.counterexample;
    const place = lastPlace(trace, folder);
    const at = place === null ? own : { file: place.path, line: String(place.line) };
    const text = [message, ...raceSentences(shown.explanation), replayCommand(schedule, file)].join('\n');
    return command('error', at, title, text);
  });
}

function command(
  kind: 'error' | 'warning',
  at: { readonly file?: string; readonly line?: string },
  title: string,
  text: string,
): string {
  const properties = Object.entries({ ...at, title }).map(([key, value]) => `${key}=${property(value)}`);
  return `::${kind} ${properties.join(',')}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

const MARKS = { passed: '✅', failed: '❌', inconclusive: '❔' } as const;

/** What is not as expected as a table, then how it comes about, as far as there is room for that; ends with a line feed. */
export function summaryMarkdown(all: readonly Checked[], folder: string): string {
  const unexpected = all.filter((checked) => standing(checked) !== 'passed');
  const rows = unexpected.map((checked) => {
    const { scenario, counts } = checked.verdict;
    const cells = [scenario, finding(checked), countsText(counts)].map(escaped);
    return `| ${[MARKS[standing(checked)], ...cells].join(' | ')} |`;
  });
  let summary = `## mazurka: ${summaryLine(all.map(({ verdict }) => verdict))}\n\n`;
  if (rows.length > 0)
    summary += `| | scenario | found | explored |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n\n`;
  const shown = unexpected.flatMap(({ file, failures }) => failures.map((failure) => ({ file, ...failure })));
  for (const { file, claim, shown: how } of shown) {
    const part =
      how === null
        ? `No execution was found again that breaks ${escaped(claim)}.`
        : explanationMarkdown(how.explanation, { file, folder });
    if (Buffer.byteLength(summary) + Buffer.byteLength(part) > MAX_SUMMARY)
      return `${summary}The rest is left out: there is no room for it.\n`;
    summary += `${part}\n\n`;
  }
  return summary;
}
