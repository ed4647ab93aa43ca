/** The package as it is published: packed, installed into an empty project, used by a command line, a program and a type checker. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsOf, matches } from '../support/documents.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'mazurka-package-'));
afterAll(() => rmSync(project, { recursive: true }));

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: project, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const bin = (name: string) => join(project, 'node_modules/.bin', name);
const npm = (...args: string[]) => run('npm', ...args, '--no-audit', '--no-fund', '--loglevel=error');

beforeAll(() => {
  // Built already: a second build would pull the files away under other tests.
  expect(npm('pack', root, '--ignore-scripts')).toMatchObject({ status: 0 });
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n');
  const [tarball] = readdirSync(project).filter((name) => name.endsWith('.tgz'));
  expect(npm('install', `./${tarball}`, '--prefer-offline')).toMatchObject({ status: 0 });
});

describe('the package, installed', () => {
  it('has the command, what it ships, and no sources', () => {
    expect(run(bin('mazurka'), 'check', 'extra-prefetch-v1')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 passed, 0 failed'),
      stderr: '',
    });
    const installed = join(project, 'node_modules/mazurka');
    expect(readdirSync(installed).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'cli',
      'dist',
      'docs',
      'package.json',
      'viewer',
    ]);
    expect(existsSync(join(installed, 'dist/test'))).toBe(false);
    expect(run(bin('mazurka'), 'check', 'extra-prefetch-v1', '--html', 'page.html')).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(readFileSync(join(project, 'page.html'), 'utf8')).toContain('extra-prefetch-v1');
  });

  it('begins a design that passes, in TypeScript, by its own compiler', () => {
    expect(run(bin('mazurka'), 'new', 'my-allocator')).toMatchObject({ status: 0 });
    expect(run(bin('mazurka'), 'check', 'my-allocator.ts')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 passed, 0 failed'),
    });
  });

  it("runs the README's example", () => {
    const [{ files, script, exit, output }] = commandsOf('README.md') as [ReturnType<typeof commandsOf>[number]];
    for (const [name, text] of files) writeFileSync(join(project, name), text);
    const { status, stdout } = run('sh', '-ec', `PATH="$PWD/node_modules/.bin:$PATH"; ${script}`);
    expect({ status, isAsSaid: matches(output!, stdout) }).toEqual({ status: exit, isAsSaid: true });
  });

  it('brings of the library only what is used', async () => {
    const size = async (contents: string): Promise<number> => {
      const stdin = { contents, resolveDir: project };
      const { outputFiles } = await build({
        stdin,
        bundle: true,
        minify: true,
        format: 'esm',
        platform: 'node',
        write: false,
      });
      return outputFiles[0]!.contents.length;
    };
    const whole = await size("import * as all from 'mazurka'; console.log(all);");
    const word = await size("import { AtomicWord } from 'mazurka'; console.log(AtomicWord);");
    expect(word).toBeLessThan(whole / 20);
  });

  it('is a library with types', () => {
    writeFileSync(
      join(project, 'use.mts'),
      `import { AtomicWord, defineScenario, explore, shippedDesign, type Verdict } from 'mazurka';
import { defineConfig } from 'mazurka/config';
import { workloads } from 'mazurka/fast-check';

const scenario = defineScenario({
  name: 'one-word',
  boot() {
    const word = new AtomicWord('word');
    const body = function* () {
      yield* word.addReturn(1);
    };
    return { world: null, threads: { a: body, b: body } };
  },
});
const verdict: Verdict = explore(scenario);
const { name } = await shippedDesign('vmap-node-2023');
console.log(verdict.outcome, name, typeof workloads, defineConfig({ check: { time: 5 } }).check?.time);
`,
    );
    const compilerOptions = { module: 'nodenext', target: 'es2023', strict: true };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.mts'] }));
    expect(run(bin('tsc'))).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(run('node', 'use.mjs')).toEqual({ status: 0, stdout: 'holds vmap-node-2023 function 5\n', stderr: '' });
  });
});
