/** The page of the trace viewer: one file that holds data, viewer, and the checker with what it needs of the scenarios. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PageCase, PageData } from '../report/page-data.js';
import { packageFile } from './package-file.js';
import type { Origin } from './page-origin.js';
import { bundle } from './page-script.js';

/** A case, and where the page finds its scenario. */
export interface OriginalCase {
  readonly shown: PageCase;
  readonly origin: Origin;
}

/** The page, and why nothing can be tried in it for some of its cases, one sentence for each file. */
export interface Page {
  readonly html: string;
  readonly warnings: readonly string[];
}

export async function pageOf(verdicts: PageData['verdicts'], cases: readonly OriginalCase[]): Promise<Page> {
  const { script, faults } = await bundle(cases.map(({ origin }) => origin));
  const shown = cases.map((each) => ({ ...each.shown, noWhatIf: faults.get(each.origin.file) ?? null }));
  const warnings = [...faults.values()].map((fault) => `the page cannot run the checker: ${fault}`);
  return { html: html({ verdicts, cases: shown }, script), warnings };
}

/** In this order: later ones have the last word. */
const STYLES = ['theme', 'page', 'lanes', 'panel', 'media'];

function html(data: PageData, bundled: string): string {
  // `<!--` would change how a browser looks for the end of the script; in texts and patterns the backslash is nothing.
  const script = `\n${bundled.replaceAll('<!--', '<\\!--')}`;
  const style = STYLES.map((name) => `\n${readFileSync(packageFile(`viewer/${name}.css`), 'utf8')}`).join('');
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const title = data.cases.map(({ scenario }) => scenario);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title.length === 1 ? title[0]! : `${title.length} scenarios`)} - Mazurka</title>
<style>${style}</style>
</head>
<body>
<div id="page"><noscript>This page needs JavaScript: it runs the checker. "mazurka replay" shows the same as text.</noscript></div>
<script type="application/json" id="data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
