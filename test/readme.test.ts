/** The pages in front keep their word: README, CONTRIBUTING and the FAQ. */
import { describe, expect, it } from 'vitest';
import { execute, freshFolder, matches, parseRuns, testCommands } from './support/documents.js';

describe('README.md', () => {
  const runs = testCommands('README.md');

  it('has a scenario, a command that runs it, and what the command prints', () => {
    expect(runs.some(({ files, output }) => files.size > 0 && output !== null)).toBe(true);
  });
});

describe('CONTRIBUTING.md', () => {
  const runs = testCommands('CONTRIBUTING.md');

  it('adds an object and a claim that work', () => {
    expect([...runs.at(-1)!.files.keys()]).toEqual(
      expect.arrayContaining(['sequence-counter.test.ts', 'reuse-after-purge.ts']),
    );
  });
});

describe('docs/FAQ.md', () => {
  const runs = testCommands('docs/FAQ.md');

  it('answers with commands', () => {
    expect(runs.length).toBeGreaterThan(0);
  });
});

describe('the test of documents', () => {
  const markdown = [
    ['```ts file=a.ts', 'export {};', '```', 'Then:', '```sh run exit=1', '$ cat a.ts', 'exit 1', '```'],
    ['```text output', 'export {};  ', '```', '```text', 'a drawing', '```', '```sh no-run', 'npm ci', '```'],
  ];
  const runs = parseRuns('README.md', markdown.flat().join('\n'));

  it('finds the commands with their files, exit codes and output', () => {
    const files = new Map([['a.ts', 'export {};']]);
    expect(runs).toEqual([{ line: 5, script: 'cat a.ts\nexit 1', exit: 1, files, output: 'export {};  ' }]);
  });

  it('runs them in a folder that holds the files', () => {
    expect(execute(runs[0]!, freshFolder('self'))).toMatchObject({ status: 1, stdout: 'export {};\n', stderr: '' });
  });

  it('refuses untagged, mistagged and unfinished blocks, output of nothing, and files for nothing', () => {
    expect(() => parseRuns('README.md', '```ts\n```')).toThrow('README.md:1: "ts" is no tag');
    expect(() => parseRuns('README.md', '\n```sh ran\n```')).toThrow('README.md:2: "sh ran" is no tag');
    expect(() => parseRuns('README.md', '```text output\n```')).toThrow('no `sh run` block');
    expect(() => parseRuns('README.md', '```sh run\n')).toThrow('no end');
    expect(() => parseRuns('README.md', '```ts file=a.ts\n```')).toThrow('README.md:1: no `sh run` block comes after');
  });

  it('forgives times, trailing blanks and elided lines, and nothing else', () => {
    expect(matches('holds in 0.12 s', 'holds in 31 ms  \n')).toBe(true);
    expect(matches('a\n...\nd', 'a\nb\nc\nd\n')).toBe(true);
    expect(matches('a\n...\nd', 'a\nd\n')).toBe(true);
    expect(matches('a\n...', 'a\nd\n')).toBe(true);
    expect(matches('a\nd', 'a\nb\nd\n')).toBe(false);
    expect(matches('12 steps', '13 steps')).toBe(false);
    expect(matches('a.c', 'abc')).toBe(false);
  });
});
