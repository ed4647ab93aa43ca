/** What the commands that hunt, make small, keep and write say about mistakes: a sentence, exit code 2, never a stack. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { file, folder, mazurka, read } from '../support/command.js';

/** Runs it and expects a refusal with this in it, and nothing else. */
function refused(args: readonly string[], says: string): void {
  const { status, stdout, stderr } = mazurka(...args);
  expect(stderr).toContain(says);
  expect(stderr).toMatch(/^mazurka: .*\n$/); // one line: no stack
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
}

describe('--out that cannot be written is refused before the work is done', () => {
  file('there/kept.txt', 'mine');

  it.each([
    ['minimise', 'extra-prefetch-v1'],
    ['explain', 'lazy-growth-mutex a:1:begin'],
    ['certify', 'two-zones'],
    ['matrix'],
    ['mutate', 'vmap-pool'],
  ])('%s', (...command) => {
    refused(
      [...command, '--out', 'none/x'],
      'none/x is in a folder that is not there; name another file: --out <file>',
    );
  });

  it('and says why', () => {
    const command = ['explain', 'lazy-growth-mutex a:1:begin', '--out'];
    refused([...command, 'there'], 'there is a folder; name another file: --out <file>');
    refused([...command, 'there/kept.txt/x'], 'there/kept.txt/x is in something that is no folder');
    expect(readdirSync(folder)).toEqual(['there']);
  });

  it('new overwrites nothing', () => {
    refused(
      ['new', 'tree', '--out', 'there/kept.txt'],
      'there/kept.txt is there already; name another file: --out <file>',
    );
    refused(['new', 'tree', '--out', 'none/x.ts'], 'none/x.ts is in a folder that is not there');
    expect(read('there/kept.txt')).toBe('mine');
  });
});
