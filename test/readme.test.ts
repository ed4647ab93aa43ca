/**
 * The README keeps its word: its code blocks run, and print what it says. A block is tagged behind its language:
 *
 *     ts file=NAME.ts    written to a folder of its own
 *     sh run             run there, with `mazurka` standing for the built command; `exit=1` if it is to fail so
 *     text output        what the `sh run` block right before it prints; a line `...` stands for any lines
 *     no-run             on any block: not run
 *
 * Every `ts` and `sh` block has a tag, so that nothing is left out by a slip of the pen.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const README = join(root, 'README.md');
const CLI = join(root, 'dist/cli/main.js');
const COMMAND_TIMEOUT_MS = 100_000;

interface Block {
  readonly line: number;
  readonly language: string;
  readonly tags: readonly string[];
  readonly text: string;
}

/** A command of the README with all that it needs and promises. */
interface Run {
  readonly line: number;
  readonly script: string;
  readonly exit: number;
  /** What stands before it in `ts file=` blocks. */
  readonly files: ReadonlyMap<string, string>;
  /** What it prints; null if the README does not say. */
  readonly output: string | null;
}

function parseBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let start = 0; start < lines.length; start++) {
    const opening = /^(`{3,})([^`]*)$/.exec(lines[start]!);
    if (opening === null) continue;
    const end = lines.indexOf(opening[1]!, start + 1);
    if (end < 0) throw new Error(`README.md:${start + 1}: this code block has no end`);
    const [language = '', ...tags] = opening[2]!.trim().split(/\s+/);
    blocks.push({ line: start + 1, language, tags, text: lines.slice(start + 1, end).join('\n') });
    start = end;
  }
  return blocks;
}

function parseRuns(markdown: string): Run[] {
  const runs: Run[] = [];
  const files = new Map<string, string>();
  let command: Run | null = null; // the block right before, if that is a command
  for (const { line, language, tags, text } of parseBlocks(markdown)) {
    const tag = tags.join(' ');
    const before: Run | null = command;
    command = null;
    if (tag === 'no-run') continue;
    const kind = `${language} ${tag}`;
    const file = /^ts file=([\w.-]+\.ts)$/.exec(kind);
    const run = /^sh run(?: exit=(\d+))?$/.exec(kind);
    if (file !== null) {
      files.set(file[1]!, text);
    } else if (run !== null) {
      command = {
        line,
        script: text.replace(/^\$ /gm, ''),
        exit: Number(run[1] ?? 0),
        files: new Map(files),
        output: null,
      };
      runs.push(command);
    } else if (kind === 'text output') {
      if (before === null) throw new Error(`README.md:${line}: no \`sh run\` block stands right before this output`);
      runs[runs.length - 1] = { ...before, output: text };
    } else if (language === 'ts' || language === 'sh' || tag !== '') {
      throw new Error(`README.md:${line}: "${kind.trim()}" is no tag that this test knows; see its head`);
    }
  }
  return runs;
}

/** Without what may differ from run to run: trailing blanks and times. */
function normalise(text: string): string {
  return text
    .replace(/\d+(?:\.\d+)? m?s\b/g, '# s')
    .replace(/[ \t\r]+$/gm, '')
    .replace(/\n+$/, '');
}

/** `...` alone on a line matches any number of lines. */
function matches(expected: string, actual: string): boolean {
  const parts = normalise(expected)
    .split('\n')
    .map((line) => (line.trim() === '...' ? '(?:.*\\n)*' : `${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\n`));
  return new RegExp(`^${parts.join('')}$`).test(`${normalise(actual)}\n`);
}

/** Runs a script in a fresh folder below test/.tmp, where `import 'mazurka'` finds this package. */
function execute(run: Run): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const folder = join(root, 'test/.tmp', `readme-${run.line}`);
  const bin = join(folder, '.bin');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of run.files) writeFileSync(join(folder, basename(name)), `${text}\n`);
  writeFileSync(join(bin, 'mazurka'), `#!/bin/sh\nexec '${process.execPath}' --enable-source-maps '${CLI}' "$@"\n`);
  chmodSync(join(bin, 'mazurka'), 0o755);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: '1' };
  // What a terminal of the reader would not have: it changes what is printed.
  for (const name of ['CI', 'FORCE_COLOR', 'GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY', 'NODE_OPTIONS', 'VITEST'])
    delete env[name as keyof typeof env];
  return spawnSync('sh', ['-ec', run.script], { cwd: folder, env, encoding: 'utf8', timeout: COMMAND_TIMEOUT_MS });
}

describe('README.md', () => {
  const runs = parseRuns(readFileSync(README, 'utf8'));

  it('has a scenario, a command that runs it, and what the command prints', () => {
    expect(runs.some(({ files, output }) => files.size > 0 && output !== null)).toBe(true);
  });

  for (const run of runs) {
    it(`line ${run.line}: ${run.script.split('\n', 1)[0]}`, () => {
      const { status, stdout, stderr } = execute(run);
      expect(status, `${stdout}${stderr}`).toBe(run.exit);
      if (run.output !== null && !matches(run.output, stdout)) expect(normalise(stdout)).toBe(normalise(run.output));
    });
  }
});

describe('this test', () => {
  const markdown = [
    ['```ts file=a.ts', 'export {};', '```', 'Then:', '```sh run exit=1', '$ cat a.ts', 'exit 1', '```'],
    ['```text output', 'export {};  ', '```', '```text', 'a drawing', '```', '```sh no-run', 'npm ci', '```'],
  ];
  const runs = parseRuns(markdown.flat().join('\n'));

  it('finds the commands with their files, exit codes and output', () => {
    const files = new Map([['a.ts', 'export {};']]);
    expect(runs).toEqual([{ line: 5, script: 'cat a.ts\nexit 1', exit: 1, files, output: 'export {};  ' }]);
  });

  it('runs them in a folder that holds the files', () => {
    expect(execute(runs[0]!)).toMatchObject({ status: 1, stdout: 'export {};\n', stderr: '' });
  });

  it('refuses untagged, mistagged and unfinished blocks, and output of nothing', () => {
    expect(() => parseRuns('```ts\n```')).toThrow('README.md:1: "ts" is no tag');
    expect(() => parseRuns('\n```sh ran\n```')).toThrow('README.md:2: "sh ran" is no tag');
    expect(() => parseRuns('```text output\n```')).toThrow('no `sh run` block');
    expect(() => parseRuns('```sh run\n')).toThrow('no end');
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
