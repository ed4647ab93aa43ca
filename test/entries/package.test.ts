/** What package.json promises is there: those of the guide import the entries as users do. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { exports, sideEffects, files } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

describe('package.json', () => {
  const entries = Object.entries<string | Record<string, string>>(exports);

  it.each(entries)('exports %s from what is built and packed, types first', (_name, target) => {
    if (typeof target === 'string') return expect(target).toBe('./package.json');
    expect(Object.keys(target)).toEqual(['types', 'default']);
    for (const file of Object.values(target)) {
      expect(existsSync(root + file), file).toBe(true);
      expect(files).toContain(file.split('/')[1]);
    }
  });

  it('says that importing the matchers does something', () => {
    expect(sideEffects).toEqual([exports['./vitest'].default]);
  });
});
