/** `mazurka check --html`: a page of what was found, to be looked at step by step. */

import { resolve } from 'node:path';
import type { PageVerdict } from '../report/page-data.js';
import { countsText, isAsExpected, outcomeText } from '../report/verdict-text.js';
import type { Verdict } from '../scheduler/verdict.js';
import type { OriginalCase } from './page.js';
import { failingCase, passingCase } from './page-case.js';
import { briefExplanation } from './surprise.js';
import type { Result } from './text-reporter.js';
import { requireWritable, writeOut } from './write.js';

const OPTION = '--html <file>';

export class HtmlReporter {
  readonly #path: string;
  readonly #all: Result[] = [];

  /** Throws UsageError if the file cannot be written. */
  constructor(path: string) {
    requireWritable(path, OPTION);
    this.#path = path;
  }

  checked(result: Result): void {
    this.#all.push(result);
  }

  /** Shows what is broken; if nothing is, an execution of each scenario. */
  async end(): Promise<void> {
    const broken = this.#all.filter(({ verdict }) => verdict.counterexample !== null);
    const shown = broken.length > 0 ? broken : this.#all;
    const rows = this.#all.map((result) => verdictRow(result.verdict, shown.indexOf(result)));
    await writePage(this.#path, OPTION, rows, shown.map(caseOf));
  }
}

function caseOf({ scenario, file, verdict: { counterexample } }: Result): OriginalCase {
  const origin = { file, name: scenario.name };
  if (counterexample === null) return { shown: passingCase(scenario, file), origin };
  return { shown: failingCase(scenario, file, briefExplanation(scenario, counterexample)), origin };
}

/** @param shown index of its case; negative: none */
function verdictRow(verdict: Verdict, shown: number): PageVerdict {
  const { scenario, counts, reason, choice, unexpected } = verdict;
  const notes = [countsText(counts), choice, reason, unexpected || null].filter((note) => note !== null);
  const isShown = shown >= 0 ? shown : null;
  return { scenario, outcome: outcomeText(verdict), isAsExpected: isAsExpected(verdict), notes, shown: isShown };
}

/** Writes the page, and says why something does not work in it. Throws UsageError. @param option how else to name the file */
export async function writePage(
  path: string,
  option: string,
  rows: readonly PageVerdict[],
  cases: readonly OriginalCase[],
): Promise<void> {
  const { pageOf } = await import('./page.js'); // the bundler comes with it
  const { html, warnings } = await pageOf(rows, cases);
  writeOut(resolve(path), html, option);
  for (const warning of warnings) process.stderr.write(`mazurka: ${warning}\n`);
}
