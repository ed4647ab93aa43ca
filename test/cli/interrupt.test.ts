/** Ctrl-C: the first ends with what was learned, a second one at once. */
import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { file, folder, MAIN, mazurka, read } from '../support/command.js';

/** 12! traces; when it begins there is a file. */
const MANY = `
import { writeFileSync } from 'node:fs';
import { AtomicWord, defineScenario } from 'mazurka';

const body = (word) =>
  function* () {
    yield* word.addReturn(1);
  };
const begun = new Set();
const adders = (name, count) =>
  defineScenario({
    name,
    boot() {
      if (!begun.has(name)) writeFileSync(name, 'begun');
      begun.add(name);
      const word = new AtomicWord('word');
      return { world: null, threads: Object.fromEntries(Array.from({ length: count }, (_, k) => ['t' + k, body(word)])) };
    },
  });
export const many = adders('many', 12);
`;

const FEW = MANY.replace(', 12', ', 2').replaceAll('many', 'few');

/** Hears nothing. */
const ENDLESS = MANY.replace('const word', 'for (;;);\n      const word').replaceAll('many', 'endless');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Presses Ctrl-C so many times, from when there is such a file. */
function interrupted(args: readonly string[], awaited: string, times = 1): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder });
  let [stdout, stderr, left] = ['', '', times];
  child.stdout.on('data', (data) => (stdout += data));
  child.stderr.on('data', (data) => (stderr += data));
  const timer = setInterval(() => {
    if (left > 0 && existsSync(join(folder, awaited)) && left-- > 0) child.kill('SIGINT');
  }, 200);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearInterval(timer);
      rmSync(join(folder, 'many'), { force: true });
      resolve({ code, stdout, stderr });
    }),
  );
}

const STOPPING = 'mazurka: stopping; Ctrl-C again stops at once\n';

it('of a check tells what was learned, keeps the checkpoint, and ends with 130', async () => {
  const many = file('many.mjs', MANY);
  const options = ['--strategy', 'traces', '--checkpoint', 'many.checkpoint'];
  const { code, stdout, stderr } = await interrupted(['check', many, ...options], 'many');
  expect(code).toBe(130);
  expect(stdout).toMatch(/many +holds within .*\n +interrupted after \d+ executions, about .* % of some [\d ]+ traces/);
  expect(stderr).toBe(`${STOPPING}mazurka: stopped in scenario 1 of 1\n`);
  expect(read('many.checkpoint')).toContain('digest');
});

it('of a check leaves the other scenarios out, and what reporters write is whole', async () => {
  const files = [file('few.mjs', FEW), file('many.mjs', MANY), 'two-zones'];
  const options = ['--reporter', 'text,json=found.json', '--strategy', 'source'];
  const { code, stderr } = await interrupted(['check', ...files, ...options], 'many');
  expect(code).toBe(130);
  expect(stderr).toBe(`${STOPPING}mazurka: stopped in scenario 2 of 3\n`);
  const { verdicts } = JSON.parse(read('found.json'));
  expect(verdicts).toMatchObject([{ outcome: 'holds' }, { outcome: 'holds within' }]);
});

it('of a check by several threads tells what each has learned, and begins no other', async () => {
  const more = file(
    'more.mjs',
    MANY.replace(`adders('many', 12);`, `['many', 'as-many', 'other'].map((name) => adders(name, 12));`),
  );
  const { code, stdout, stderr } = await interrupted(
    ['check', more, '--workers', '2', '--strategy', 'traces'],
    'as-many',
  );
  expect(code).toBe(130);
  expect(stdout).toMatch(
    / many +holds within .*\n +interrupted after.*\n.* as-many +holds within .*\n +interrupted after/,
  );
  expect(stdout).not.toContain('other');
  expect(stderr).toBe(`${STOPPING}mazurka: stopped in scenario 2 of 3\n`);
});

it('of a hunt ends with what it has found, and the next one goes on from there', async () => {
  const hunt = (runs: string) => ['hunt', 'percpu-2005', '--runs', runs, '--corpus', 'corpus', '--no-minimise'];
  const { code, stdout } = await interrupted([...hunt('100000'), '--workers', '2'], 'corpus/hunt.json');
  expect(code).toBe(130);
  expect(stdout).toMatch(/percpu-2005, seed 1: [1-9]\d* workload/);
  const { next } = JSON.parse(read('corpus/hunt.json'));
  expect(mazurka(...hunt('1')).status).not.toBe(2);
  expect(JSON.parse(read('corpus/hunt.json')).next).toBe(next + 1);
});

it('pressed twice, or where there is nothing to tell, stops at once', async () => {
  const twice = await interrupted(['check', file('endless.mjs', ENDLESS)], 'endless', 2);
  expect(twice).toEqual({ code: 130, stdout: '', stderr: STOPPING });
  const certify = ['certify', 'many', '--file', file('many.mjs', MANY), '--out', 'never.json'];
  expect(await interrupted(certify, 'many')).toEqual({ code: 130, stdout: '', stderr: '' });
});

it('of a certificate by several threads writes none', async () => {
  const certify = ['certify', 'many', '--file', file('many.mjs', MANY), '--out', 'never.json', '--workers', '2'];
  expect(await interrupted(certify, 'many')).toEqual({ code: 130, stdout: '', stderr: STOPPING });
  expect(existsSync(join(folder, 'never.json'))).toBe(false);
});
