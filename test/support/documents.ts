/**
 * Documents keep their word: their code blocks run, and print what is said. A block is tagged behind its language:
 *
 *     ts file=NAME.ts    written to the document's folder, over an earlier one of that name
 *     sh run             run there, after all commands before it, with `mazurka` standing for the built command; `exit=1`
 *                        if it is to fail so
 *     text output        what the `sh run` block right before it prints; a line `...` stands for any lines
 *     no-run             on any block: not run
 *
 * Every `ts` and `sh` block has a tag, and behind every file stands a command, so that nothing is left out by a slip of the pen.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(root, 'dist/cli/main.js');
const COMMAND_TIMEOUT_MS = 100_000;

/** A code block of a document. */
interface Block {
  readonly line: number;
  readonly language: string;
  readonly tags: readonly string[];
  readonly text: string;
}

/** A command of a document with all that it needs and promises. */
interface Run {
  readonly line: number;
  readonly script: string;
  readonly exit: number;
  /** What stands before it in `ts file=` blocks. */
  readonly files: ReadonlyMap<string, string>;
  /** What it prints; null if the document does not say. */
  readonly output: string | null;
}

/** @param name of the document, for errors */
export function parseBlocks(name: string, markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let start = 0; start < lines.length; start++) {
    const opening = /^(`{3,})([^`]*)$/.exec(lines[start]!);
    if (opening === null) continue;
    const end = lines.indexOf(opening[1]!, start + 1);
    if (end < 0) throw new Error(`${name}:${start + 1}: this code block has no end`);
    const [language = '', ...tags] = opening[2]!.trim().split(/\s+/);
    blocks.push({ line: start + 1, language, tags, text: lines.slice(start + 1, end).join('\n') });
    start = end;
  }
  return blocks;
}

/** @param name of the document, for errors */
export function parseRuns(name: string, markdown: string): Run[] {
  const runs: Run[] = [];
  const files = new Map<string, string>();
  let command: Run | null = null; // the block right before, if that is a command
  let waiting: number | null = null; // line of a file that no command has come after
  for (const { line, language, tags, text } of parseBlocks(name, markdown)) {
    const tag = tags.join(' ');
    const before: Run | null = command;
    command = null;
    if (tag === 'no-run') continue;
    const kind = `${language} ${tag}`;
    const file = /^ts file=([\w.-]+\.ts)$/.exec(kind);
    const run = /^sh run(?: exit=(\d+))?$/.exec(kind);
    if (file !== null) {
      files.set(file[1]!, text);
      waiting = line;
    } else if (run !== null) {
      command = {
        line,
        script: text.replace(/^\$ /gm, ''),
        exit: Number(run[1] ?? 0),
        files: new Map(files),
        output: null,
      };
      runs.push(command);
      waiting = null;
    } else if (kind === 'text output') {
      if (before === null) throw new Error(`${name}:${line}: no \`sh run\` block stands right before this output`);
      runs[runs.length - 1] = { ...before, output: text };
    } else if (language === 'ts' || language === 'sh' || tag !== '') {
      throw new Error(`${name}:${line}: "${kind.trim()}" is no tag that this test knows; see its head`);
    }
  }
  if (waiting !== null) throw new Error(`${name}:${waiting}: no \`sh run\` block comes after this file`);
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
export function matches(expected: string, actual: string): boolean {
  const parts = normalise(expected)
    .split('\n')
    .map((line) => (line.trim() === '...' ? '(?:.*\\n)*' : `${line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\n`));
  return new RegExp(`^${parts.join('')}$`).test(`${normalise(actual)}\n`);
}

/** A fresh folder below test/.tmp, where `import 'mazurka'` finds this package. */
export function freshFolder(name: string): string {
  const folder = join(root, 'test/.tmp', name);
  rmSync(folder, { recursive: true, force: true });
  return folder;
}

/** Runs a script in the folder. */
export function execute(
  run: Run,
  folder: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const bin = join(folder, '.bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, text] of run.files) writeFileSync(join(folder, basename(name)), `${text}\n`);
  writeFileSync(join(folder, 'vitest.config.js'), 'export default {};\n'); // else vitest takes ours, of a folder above
  writeFileSync(join(bin, 'mazurka'), `#!/bin/sh\nexec '${process.execPath}' --enable-source-maps '${CLI}' "$@"\n`);
  chmodSync(join(bin, 'mazurka'), 0o755);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, NO_COLOR: '1' };
  // What a terminal of the reader would not have: it changes what is printed.
  for (const name of ['CI', 'FORCE_COLOR', 'GITHUB_ACTIONS', 'GITHUB_STEP_SUMMARY', 'NODE_OPTIONS', 'VITEST'])
    delete env[name as keyof typeof env];
  return spawnSync('sh', ['-ec', run.script], { cwd: folder, env, encoding: 'utf8', timeout: COMMAND_TIMEOUT_MS });
}

/** The commands of a document, by its path in the package. */
export function commandsOf(path: string): readonly Run[] {
  return parseRuns(path, readFileSync(join(root, path), 'utf8'));
}

/** A test for each command of the document. Returns the commands. */
export function testCommands(path: string): readonly Run[] {
  const runs = commandsOf(path);
  const folder = freshFolder(basename(path, '.md'));
  for (const run of runs) {
    it(`line ${run.line}: ${run.script.split('\n', 1)[0]}`, () => {
      const { status, stdout, stderr } = execute(run, folder);
      expect(status, `${stdout}${stderr}`).toBe(run.exit);
      if (run.output !== null && !matches(run.output, stdout)) expect(normalise(stdout)).toBe(normalise(run.output));
    });
  }
  return runs;
}
