/**
 * Checked scenarios as JUnit XML, in the dialect that the xUnit plugin of Jenkins describes (junit-10.xsd): a suite for each
 * file, a test case for each scenario. The wall times are all that differs from run to run.
 */
import { type Checked, failureText, finding, standing } from './checked.js';
import { replayCommand } from './trace-text.js';
import { countsText } from './verdict-text.js';

export function junit(all: readonly Checked[]): string {
  const suites = [...new Set(all.map(({ file }) => file))].map((file) => {
    const own = all.filter((each) => each.file === file);
    const name = file ?? 'shipped scenarios';
    return element('testsuite', { name, ...totals(own) }, own.map((each) => testcase(each, name)).join('\n'));
  });
  const document = element('testsuites', { name: 'mazurka', ...totals(all) }, suites.join('\n'));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document}\n`;
}

function totals(all: readonly Checked[]): Attributes {
  const many = (wanted: string) => String(all.filter((each) => standing(each) === wanted).length);
  const time = all.reduce((sum, { seconds }) => sum + seconds, 0);
  return { tests: String(all.length), failures: many('failed'), errors: many('inconclusive'), time: time.toFixed(3) };
}

function testcase(checked: Checked, classname: string): string {
  const { verdict, file, seconds, failures } = checked;
  const shown = failures.flatMap((failure) => failure.shown ?? []);
  const texts = shown.map(({ counterexample, explanation }) => failureText(counterexample, explanation, { file }));
  const message = finding(checked);
  const outcomes = {
    passed: [],
    inconclusive: [element('error', { type: verdict.outcome, message })],
    failed: [
      element(
        'failure',
        { type: failures.map(({ claim }) => claim).join(', ') || verdict.outcome, message },
        text(texts.join('\n\n') || message),
      ),
    ],
  };
  const out = [countsText(verdict.counts), ...shown.map((each) => replayCommand(each.counterexample.schedule, file))];
  const parts = [...outcomes[standing(checked)], element('system-out', {}, text(out.join('\n')))];
  return element('testcase', { name: verdict.scenario, classname, time: seconds.toFixed(3) }, parts.join('\n'));
}

type Attributes = Readonly<Record<string, string>>;

/** @param content XML */
function element(name: string, attributes: Attributes, content = ''): string {
  const parts = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  const space = content.startsWith('<') ? '\n' : '';
  return `<${name}${parts.join('')}>${space}${content}${space}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The text as character data: what XML 1.0 cannot hold, not even escaped, becomes U+FFFD. */
function text(value: string): string {
  return value
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!)
    .replaceAll('\r', '&#13;'); // else it would be read as a line feed
}

function attribute(value: string): string {
  return text(value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;'); // else these would be read as blanks
}
