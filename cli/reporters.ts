/** `--reporter`: who tells what a check has found, and where. */
import { resolve } from 'node:path';
import { UsageError } from '../program/usage-error.js';
import type { Checked } from '../report/checked.js';
import { annotations, summaryMarkdown } from '../report/github.js';
import { junit } from '../report/junit.js';
import { sarif } from '../report/sarif.js';
import { verdictsJson } from '../report/verdict-json.js';
import { type CheckOptions, oneOf } from './check-options.js';
import { HtmlReporter } from './html-reporter.js';
import { packageVersion } from './package-file.js';
import { unexpectedFailures } from './surprise.js';
import { type Result, TextReporter } from './text-reporter.js';
import { appendOut, requireWritable, writeOut } from './write.js';

/** What is told of a check. */
export interface Reporter {
  /** After each scenario. */
  checked(result: Result): void;
  /** After the last one. */
  end(): void | Promise<void>;
}

const FORMATS = ['text', 'json', 'junit', 'sarif', 'github'] as const;
type Format = (typeof FORMATS)[number];

interface Wanted {
  readonly format: Format;
  /** Null: standard output, and the summary of GitHub's step. */
  readonly path: string | null;
}

/** Throws UsageError for what cannot be written, before there is anything to write. */
export function reportersOf(options: CheckOptions): readonly Reporter[] {
  const wanted = wantedBy(options);
  const collected = wanted.filter(({ format }) => format !== 'text');
  return [
    ...(collected.length < wanted.length ? [new TextReporter(options)] : []),
    ...(collected.length > 0 ? [new Collector(collected)] : []),
    ...(options.html === undefined ? [] : [new HtmlReporter(String(options.html))]),
  ];
}

/** Tells everything at the end. */
class Collector implements Reporter {
  readonly #all: Checked[] = [];
  readonly #wanted: readonly Wanted[];
  readonly #showsFailures: boolean;

  constructor(wanted: readonly Wanted[]) {
    this.#wanted = wanted;
    this.#showsFailures = wanted.some(({ format }) => format !== 'json');
  }

  checked({ scenario, ...result }: Result): void {
    this.#all.push({ ...result, failures: this.#showsFailures ? unexpectedFailures(scenario, result.verdict) : [] });
  }

  end(): void {
    for (const { format, path } of this.#wanted) {
      const text = textOf(format, this.#all);
      if (path === null) process.stdout.write(text);
      else writeOut(path, text, naming(format));
      const summary = format === 'github' ? stepSummary() : undefined;
      if (summary !== undefined) appendOut(summary, summaryMarkdown(this.#all, process.cwd()), SUMMARY);
    }
  }
}

function textOf(format: Format, all: readonly Checked[]): string {
  const json = (document: object) => `${JSON.stringify(document, null, 2)}\n`;
  const folder = process.cwd();
  if (format === 'json') return json(verdictsJson(all.map(({ verdict }) => verdict)));
  if (format === 'sarif') return json(sarif(all, { version: packageVersion(), folder }));
  return format === 'junit' ? junit(all) : annotations(all, folder);
}

/** The file of the step's summary, where GitHub runs us. */
function stepSummary(): string | undefined {
  return process.env[SUMMARY] || undefined;
}

const SUMMARY = 'GITHUB_STEP_SUMMARY';

/** What each is asked for by, to say how to do it otherwise. */
function naming(format: Format): string {
  return `--reporter ${format}=<file>`;
}

/** `text,junit=results.xml`. Throws UsageError for what cannot be. */
function wantedBy({ json = false, reporter }: CheckOptions): readonly Wanted[] {
  if (json && reporter !== undefined) throw new UsageError('--json is --reporter json: leave one of them out');
  const wanted = String(reporter ?? (json ? 'json' : 'text'))
    .split(',')
    .map(wantedOne);
  for (const [k, { format, path }] of wanted.entries()) {
    const before = wanted.slice(0, k);
    if (before.some((each) => each.format === format))
      throw new UsageError(`--reporter: found ${format} twice; name it once`);
    const same = before.find((each) => each.path !== null && path !== null && resolve(each.path) === resolve(path));
    if (same !== undefined)
      throw new UsageError(`--reporter: ${same.format} and ${format} both go to ${path}; name two files`);
  }
  const printed = wanted.filter(({ path }) => path === null).map(({ format }) => format);
  const whole = printed.find(isDocument);
  if (whole !== undefined && printed.length > 1)
    throw new UsageError(
      `--reporter: ${printed.join(' and ')} go to standard output, where ${whole} must be alone; name a file: ${naming(whole)}`,
    );
  for (const { format, path } of wanted) if (path !== null) requireWritable(path, naming(format));
  const summary = wanted.some(({ format }) => format === 'github') ? stepSummary() : undefined;
  if (summary !== undefined) requireWritable(summary, SUMMARY);
  return wanted;
}

function wantedOne(text: string): Wanted {
  const at = text.indexOf('=');
  const { reporter: format } = oneOf('reporter', at < 0 ? text : text.slice(0, at), FORMATS);
  const path = at < 0 ? null : text.slice(at + 1);
  if (path === '') throw new UsageError(`--reporter ${text}: the name of a file is missing; write ${naming(format!)}`);
  if (path !== null && !isDocument(format!))
    throw new UsageError(`--reporter ${text}: ${format} goes to standard output only; leave out =${path}`);
  return { format: format!, path };
}

/** One whole document: in a file, or alone on standard output. */
function isDocument(format: Format): boolean {
  return format === 'json' || format === 'junit' || format === 'sarif';
}
