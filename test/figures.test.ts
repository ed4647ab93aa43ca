/** docs/FIGURES.md is what `npm run figures` writes. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { figuresMarkdown } from '../bench/figures.js';

it('the figures of the seeds are in docs/FIGURES.md', () => {
  expect(figuresMarkdown()).toBe(readFileSync(new URL('../docs/FIGURES.md', import.meta.url), 'utf8'));
});
