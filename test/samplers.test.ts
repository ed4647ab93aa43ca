/** docs/SAMPLERS.md is what `npm run samplers` writes: the portfolio of every scenario, and some rows. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AT_ONCE, firstBroken, violated } from '../bench/samplers.js';

const lines = readFileSync(new URL('../docs/SAMPLERS.md', import.meta.url), 'utf8').split('\n');
const cellsOf = (line: string) => line.slice(2, -2).split(' | ');
const head = cellsOf(lines.find((line) => line.includes('portfolio |'))!);
const rows = new Map(lines.filter((line) => line.startsWith('| `')).map((line) => [cellsOf(line)[0]!, cellsOf(line)]));
const listed = (name: string, column: string) => rows.get(`\`${name}\``)?.[head.indexOf(column)];

describe('the portfolio breaks a claim of every violated scenario, when docs/SAMPLERS.md says', () => {
  it.each(violated)('$name', (scenario) => {
    const isAtOnce = lines.includes(`- \`${scenario.name}\``);
    const found = firstBroken(scenario, 'portfolio');
    expect(found).toBe(isAtOnce ? AT_ONCE : listed(scenario.name, 'portfolio'));
    expect(found).not.toContain('>');
  });
});

it.each([
  'extra-prefetch-v1',
  'stale-tlb-no-lock-no-flush',
  'decay-against-shrinker-unlocked',
  'split-without-descriptor',
])('every sampler breaks a claim of %s when docs/SAMPLERS.md says', (name) => {
  const scenario = violated.find((each) => each.name === name)!;
  for (const column of head.slice(1)) expect(firstBroken(scenario, column)).toBe(listed(name, column));
});
