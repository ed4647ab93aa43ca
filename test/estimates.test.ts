/** docs/ESTIMATES.md is what `npm run estimates` writes: of the programs that are quickly done. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compareEstimate, comparisonLine, REFERENCE, SHIPPED, TOYS } from '../bench/estimates.js';

const DOCUMENT = readFileSync(new URL('../docs/ESTIMATES.md', import.meta.url), 'utf8');
const QUICK = /^(readers-[5-8]|lastzero-[5-7]|filesystem-18|increments-of-2-4|casrot-6|wcas-5|coa-2|toy-by-slot-3-1)$/;
const programs = [...REFERENCE, ...TOYS].filter(({ name }) => QUICK.test(name));

it('the document has a line for every program', () => {
  const named = DOCUMENT.split('\n').flatMap((line) => /^\| ([a-z]+-\S+) \|/.exec(line)?.[1] ?? []);
  expect(named).toEqual([...REFERENCE, ...TOYS, ...SHIPPED].map(({ name }) => name));
});

it.each(programs)('$name is estimated as the document says', (program) => {
  expect(DOCUMENT).toContain(`\n${comparisonLine(compareEstimate(program))}\n`);
});
