/** Every link of every page leads somewhere, docs/README.md leads to every page, and the site has them all. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseBlocks } from './support/documents.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Pages in a folder of the package, by their path in it. */
function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => normalize(join(folder, name)));
}

/** The text without its code blocks and code spans. */
function prose(page: string, text: string): string {
  const lines = text.split('\n');
  for (const { line, text: code } of parseBlocks(page, text))
    lines.fill('', line - 1, line + code.split('\n').length + 1);
  return lines.join('\n').replace(/`[^`\n]*`/g, '');
}

/** What may stand behind a `#`, as GitHub makes it of the headings. */
function anchorsOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const headings = text.match(/^#{1,6} .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

interface Link {
  readonly target: string;
  /** Of the package; null if it leads out of it. */
  readonly path: string | null;
  readonly anchor: string | null;
}

function linksOf(page: string, text = readFileSync(join(root, page), 'utf8')): Link[] {
  return [...prose(page, text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => {
    const [path, anchor = null] = target!.split('#') as [string, string?];
    if (/^\w+:/.test(path)) return { target: target!, path: null, anchor: null };
    return { target: target!, path: path === '' ? page : normalize(join(dirname(page), path)), anchor };
  });
}

/** What is wrong with each link of the page that leads nowhere. */
function brokenLinks(page: string, text?: string): string[] {
  return linksOf(page, text).flatMap(({ target, path, anchor }) => {
    if (path === null) return [];
    if (!existsSync(join(root, path))) return [`${page}: ${target} is not there`];
    if (anchor === null) return [];
    return anchorsOf(path).includes(anchor) ? [] : [`${page}: ${path} has no heading ${anchor}`];
  });
}

const docs = ['docs', 'docs/guide'].flatMap(pagesIn);
const pages = [...pagesIn('.'), ...docs, ...pagesIn('docs/decisions')];

describe('links', () => {
  it('lead somewhere, on every page', () => {
    expect(pages.flatMap((page) => brokenLinks(page))).toEqual([]);
  });

  it('lead to every page of docs/ from docs/README.md, and to the decisions', () => {
    const linked = linksOf('docs/README.md').map(({ path }) => path);
    expect(docs.filter((page) => page !== 'docs/README.md' && !linked.includes(page))).toEqual([]);
    expect(linked.some((path) => path?.startsWith('docs/decisions/'))).toBe(true);
  });

  it('lead to pages of the site: it has each of docs/ once', () => {
    const { readme, projectDocuments } = JSON.parse(readFileSync(join(root, 'typedoc.json'), 'utf8'));
    expect([readme, ...projectDocuments].filter((path: string) => !path.includes('*')).sort()).toEqual(
      ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...docs].sort(),
    );
  });

  it('are really looked at: missing files and headings are found, code is no link', () => {
    const text =
      '[a](gone.md) [b](README.md#gone) [c](#try-it) `[d](gone.md)`\n```text\n[e](gone.md)\n```\n[f](https://g.h)';
    expect(brokenLinks('README.md', text)).toEqual([
      'README.md: gone.md is not there',
      'README.md: README.md has no heading gone',
    ]);
  });
});
