/** What the command does on a terminal, which its thread knows of only from the process. */
import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { file, folder, MAIN, mazurka } from '../support/command.js';

/** 12! traces: as many as any machine explores in the time. */
file(
  'many.mjs',
  `
import { AtomicWord, defineScenario } from 'mazurka';

const adds = (word) =>
  function* () {
    yield* word.addReturn(1);
  };
export const many = defineScenario({
  name: 'many',
  boot() {
    const word = new AtomicWord('word');
    return { world: null, threads: Object.fromEntries(Array.from({ length: 12 }, (_, k) => ['t' + k, adds(word)])) };
  },
});
`,
);
const CHECK = ['check', 'many.mjs', '--strategy', 'traces', '--time', '1'];
const LINE = 'many [....................] ';
const RED = '\u001b[3';

/** What a terminal gets of that, 60 columns wide; both streams. */
function onTerminal(command: string): string {
  const { stdout } = spawnSync('script', ['-qec', `stty cols 60; ${command}`, '/dev/null'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, CI: undefined, TERM: 'xterm' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return stdout ?? '';
}

/** In CI it must be there. */
const isThere = onTerminal('echo yes').includes('yes') || process.env.CI !== undefined;
if (!isThere) console.warn('no util-linux script: tests of what a terminal gets are skipped; apt-get install bsdutils');

describe.skipIf(!isThere)('on a terminal', () => {
  const check = (...more: string[]) => onTerminal([process.execPath, MAIN, ...CHECK, ...more].join(' '));

  it('a line says how far a long exploration is, no wider than the terminal, and is removed', () => {
    const shown = check();
    const [, first] = shown.split('\r\u001b[K');
    expect(first).toContain(LINE);
    expect(first).toHaveLength(59);
    expect(shown).toContain(RED);
    expect(shown.slice(shown.lastIndexOf('\r\u001b[K'))).toContain('holds within');
  });

  it.each(['--no-progress', '--quiet'])('%s hides it', (option) => {
    const shown = check(option);
    expect(shown).not.toContain('\u001b[K');
    expect(shown).toContain('interrupted after');
  });
});

it('a verdict is told before the next scenario is begun', async () => {
  const few = (name: string) => `export const ${name} = defineScenario({
    name: '${name}',
    boot: () => ({ world: null, threads: { *only() { yield* new AtomicWord('word').load(); } } }),
  });`;
  const texts = [`import { AtomicWord, defineScenario } from 'mazurka';`, few('first'), few('second')];
  const endless = `export const third = defineScenario({ name: 'third', boot() { for (;;); } });`;
  const child = spawn(process.execPath, [MAIN, 'check', file('endless.mjs', [...texts, endless].join('\n'))], {
    cwd: folder,
  });
  let told = '';
  await new Promise<void>((resolve) =>
    child.stdout.on('data', (data) => {
      told += data;
      if (told.includes('second')) resolve();
    }),
  );
  child.kill('SIGKILL');
  expect(told).toMatch(/first .*holds.*\n.*second .*holds/);
});

it('what nobody reads any more is no mistake', () => {
  const { stdout, stderr, status } = spawnSync(
    'bash',
    ['-o', 'pipefail', '-c', `"$0" "$1" list --json | head -1`, process.execPath, MAIN],
    {
      encoding: 'utf8',
    },
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toBe('[\n');
});

it('there is no line where the output goes to a file, and no colour', () => {
  const { stdout, stderr } = mazurka(...CHECK);
  expect(stdout).toContain('holds within');
  expect(stdout + stderr).not.toContain('\u001b');
});
