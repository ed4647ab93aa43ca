/** The table at the end of docs/FOUND.md is what `npm run smallest` writes: of the violations that are quickly made small. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MARK, VIOLATIONS, violationLine } from '../bench/smallest.js';

const [, table = ''] = readFileSync(new URL('../docs/FOUND.md', import.meta.url), 'utf8').split(MARK);
const QUICK =
  /^(extra-prefetch-v1|two-allocs-no-lock|two-allocs-counter-v3|unmap-aliases-no-lock|flag-then-count|lazy-growth-mutex|percpu-alloc-against-last-free|retry-never-returns-to-node)$/;

it('has a line for every violation', () => {
  const named = table.split('\n').flatMap((line) => /^\| `(\S+)` \|/.exec(line)?.[1] ?? []);
  expect(named).toEqual(VIOLATIONS.map(({ name }) => name));
});

it('leaves nothing open: every smaller workload, and every trace that needs no more preemptions, was looked at', () => {
  expect(table).not.toContain('not known');
  expect(table).not.toContain('not proven');
});

it.each(VIOLATIONS.filter(({ name }) => QUICK.test(name)))('$name is as the table says', (violation) => {
  expect(table).toContain(`\n${violationLine(violation)}\n`);
});
