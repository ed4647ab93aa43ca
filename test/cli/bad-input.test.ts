/** What the commands that hunt, make small, keep and write say about mistakes: a sentence, exit code 2, never a stack. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { file, folder, mazurka, read } from '../support/command.js';

/** Runs it and expects a refusal with this in it, and nothing else. */
function refused(args: readonly string[], says: string): void {
  const { status, stdout, stderr } = mazurka(...args);
  expect(stderr).toContain(says);
  expect(stderr).toMatch(/^mazurka: .*\n$/); // one line: no stack
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
}

const FAILURE = {
  schema: 'mazurka-failure/1',
  design: 'cpu-zone-2023',
  file: null,
  claim: 'I-FILL',
  workload: { threads: { a: { does: [{ kind: 'alloc', pages: 1, align: 1, as: 'a' }] } } },
  claims: ['I-FILL'],
  schedule: 'x a:1:begin',
};
const doing = (operation: object) => ({ workload: { threads: { a: { does: [operation] } } } });

describe('a file that is no failure', () => {
  it.each<[string, object | string, string]>([
    ['is empty', '', 'it is no failure; expected a failure file'],
    ['is cut off', '{"schema":', 'it cannot be read (Unexpected end of JSON input)'],
    ['is another document', '[]', 'field schema is missing'],
    ['has an unknown operation', doing({ kind: 'grow' }), 'does.0.kind: found "grow", expected an operation'],
    ['has a text for a number', doing({ kind: 'map_ram', pages: 'x', as: 'a' }), 'pages: found "x", expected a number'],
    ['has another parameter', { workload: { ...FAILURE.workload, parameters: { window: -3 } } }, 'from 0 on'],
    ['is for the other kind', { design: 'percpu-2005' }, 'but percpu-2005 is a per-CPU allocator'],
    ['names no design', { design: 'nope' }, 'there is no design "nope"'],
  ])('%s', (_what, change, says) => {
    const text = typeof change === 'string' ? change : JSON.stringify({ ...FAILURE, ...change });
    refused(['keep', file('bad.json', text)], says);
    if (text !== '') refused(['replay', 'bad.json'], says);
  });

  it('is not there, is a folder, or is a scenario file', () => {
    refused(['minimise', 'none.json'], 'none.json: there is no such file');
    refused(['replay', 'none.json'], 'none.json: there is no such file');
    refused(['keep', './'], './: it is a folder');
    refused(['minimise', 'mine.ts'], 'mazurka minimise <scenario> --file mine.ts');
  });
});

describe('options of a hunt', () => {
  it.each([
    [['--runs', '0'], '--runs: expected a whole number above 0, found 0'],
    [['--seed', ''], 'what follows --seed is empty; write a value, or leave it out'],
    [['--corpus='], 'what follows --corpus= is empty'],
    [['--max-traces', '1', '--max-traces', '2'], '--max-traces: found 1 and 2, expected one value'],
    [['--corpus', file('plain.txt', '')], '--corpus plain.txt: it cannot be written (ENOTDIR'],
  ])('%j', (options, says) => {
    refused(['hunt', 'cpu-zone-2023', ...options], says);
  });

  it('refuse a folder of which a field is wrong', () => {
    file('old/hunt.json', '{"schema":"mazurka-hunt/0"}');
    const says = 'old/hunt.json: field schema: found "mazurka-hunt/0", expected mazurka-hunt/2; name another folder';
    refused(['hunt', 'cpu-zone-2023', '--corpus', 'old'], says);
    file('old/hunt.json', 'null');
    refused(['hunt', 'cpu-zone-2023', '--corpus', 'old'], 'the whole: found null, expected a hunt');
  });
});

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
    expect(readdirSync(join(folder, 'there'))).toEqual(['kept.txt']);
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
