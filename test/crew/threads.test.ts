/** Crews of threads: threads that die, results that do not depend on how many there are. */
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type * as CrewModule from '../../crew/crew.js';
import type { Explored } from '../../crew/kinds/explore.js';
import type * as RefModule from '../../crew/program-ref.js';
import type { ProgramRef, Task } from '../../crew/task.js';
import type * as ThreadsModule from '../../crew/threads.js';
import { file, folder, mazurka, read } from '../support/command.js';
import { compiled } from '../support/compiled.js';

const { Threads } = await compiled<typeof ThreadsModule>('crew/threads.js');
const { OwnThread } = await compiled<typeof CrewModule>('crew/crew.js');
const { programRef } = await compiled<typeof RefModule>('crew/program-ref.js');

/** Scenarios that note each time that they are booted for the first time in a thread; `deadly` dies so many times. */
const DEADLY = `
import { appendFileSync, readFileSync } from 'node:fs';
import { AtomicWord, defineScenario } from 'mazurka';

const begun = new Set();
const begin = (name) => {
  if (begun.has(name)) return;
  begun.add(name);
  appendFileSync('FOLDER/' + name, '.');
};
const adds = (word) =>
  function* () {
    yield* word.addReturn(1);
  };
const scenario = (name, deaths, die) =>
  defineScenario({
    name,
    expect: { verdict: 'holds', traces: 6 },
    boot() {
      begin(name);
      if (readFileSync('FOLDER/' + name, 'utf8').length <= deaths) die();
      const word = new AtomicWord('word');
      return { world: null, threads: { a: adds(word), b: adds(word), c: adds(word) } };
    },
  });
const exit = () => process.exit(7);
const exhaust = () => {
  for (const all = []; ; ) all.push(new Array(1e5).fill(0.5));
};
export const plain = scenario('plain', 0, exit);
export const once = scenario('once', 1, exit);
export const twice = scenario('twice', 2, exit);
export const thrice = scenario('thrice', 3, exit);
`.replaceAll('FOLDER', folder);

/** 12! traces each. */
const MANY = `
import { AtomicWord, defineScenario } from 'mazurka';

const adds = (word) =>
  function* () {
    yield* word.addReturn(1);
  };
const many = (name) =>
  defineScenario({
    name,
    boot() {
      const word = new AtomicWord('word');
      return { world: null, threads: Object.fromEntries(Array.from({ length: 12 }, (_, k) => ['t' + k, adds(word)])) };
    },
  });
export const these = many('these');
export const those = many('those');
`;

const deadly = file('deadly.mjs', DEADLY);
const crews: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const crew of crews) await crew.close();
});

function threads(size: number) {
  const crew = new Threads(size, null);
  crews.push(crew);
  return crew;
}

function exploring(program: ProgramRef, scenario: string): Task {
  return { program, kind: 'explore', input: { scenario, options: {}, limit: null } };
}

describe('a crew of threads', () => {
  it('replaces a thread that dies, and begins its task again: nothing is lost, nothing counted twice', async () => {
    const program = await programRef(join(folder, deadly));
    const crew = threads(2);
    const names = ['once', 'plain', 'twice'];
    const explored = (await Promise.all(names.map((name) => crew.perform(exploring(program, name))))) as Explored[];
    expect(explored.map(({ verdict }) => [verdict.scenario, verdict.outcome, verdict.counts.executions])).toEqual(
      names.map((name) => [name, 'holds', 6]),
    );
    expect(['once', 'twice'].map((name) => read(name).length)).toEqual([2, 3]);
  });

  it('gives a task up in the end, says why, and goes on with others', async () => {
    const program = await programRef(join(folder, deadly));
    const crew = threads(1);
    const lost = crew.perform(exploring(program, 'thrice'));
    await expect(lost).rejects.toMatchObject({
      name: 'TaskLostError',
      message: expect.stringMatching(/code: 7.*thrice/),
    });
    expect(read('thrice').length).toBe(3);
    expect(await crew.perform(exploring(program, 'plain'))).toMatchObject({ verdict: { outcome: 'holds' } });
  });

  it('throws what the task throws, as the own thread does, and does not try again', async () => {
    const program = await programRef(null);
    for (const crew of [threads(1), new OwnThread(() => false)]) {
      const wrong = crew.perform({ program, kind: 'explore', input: { scenario: 'gone', options: {}, limit: null } });
      await expect(wrong).rejects.toMatchObject({ name: 'RangeError', message: expect.stringContaining('"gone"') });
      await expect(crew.perform({ program, kind: 'dance', input: null })).rejects.toThrow('no kind of task "dance"');
    }
  });

  it('drops a task that is no longer wanted, waiting or under way', async () => {
    const program = await programRef(null);
    const crew = threads(1);
    const end = new AbortController();
    const dropped = ['extra-prefetch-v1', 'extra-prefetch-v2'].map((name) =>
      crew.perform(exploring(program, name), end.signal),
    );
    end.abort();
    for (const each of dropped) await expect(each).rejects.toMatchObject({ name: 'AbortError' });
    expect(await crew.perform(exploring(program, 'extra-prefetch-v2'))).toMatchObject({
      verdict: { scenario: 'extra-prefetch-v2' },
    });
  });

  it('refuses a program that has changed since', async () => {
    const changed = file('changed.mjs', DEADLY);
    const program = await programRef(join(folder, changed));
    file('changed.mjs', `${DEADLY}\n`);
    const refused = threads(1).perform(exploring(program, 'plain'));
    await expect(refused).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('has changed'),
    });
  });
});

describe('a program', () => {
  it('is named with all sources, by their paths in the folder that has them all', async () => {
    file('shared/words.ts', 'export const NAME = "word";');
    file('mine/design.ts', "import { NAME } from '../shared/words.js';\nexport { NAME };\n");
    const { user } = await programRef(join(folder, 'mine/design.ts'));
    expect(user).toMatchObject({ folder, file: 'mine/design.ts' });
    expect(Object.keys(user!.sources).sort()).toEqual(['mine/design.ts', 'shared/words.ts']);
  });
});

describe('a check with --workers', () => {
  const names = ['two-zones', 'extra-prefetch', 'percpu', 'free-list'];
  const found = (...args: string[]) => {
    const { status, stdout, stderr } = mazurka('check', ...names, '--json', ...args);
    return { status, stderr, verdicts: JSON.parse(stdout) };
  };

  it('says the same with any number of them, in the same order', () => {
    const one = found();
    expect(one.verdicts.verdicts.length).toBeGreaterThan(20);
    expect(found('--workers', '2')).toEqual(one);
    expect(found('--workers', '4')).toEqual(one);
  });

  it('tells everything as it does without', () => {
    const seconds = /\d+\.\d+ s|\d+ ms/g;
    const told = (...more: string[]) => {
      const { stdout, ...rest } = mazurka('check', 'extra-prefetch', '--trace', ...more);
      return { ...rest, stdout: stdout.replace(seconds, '') };
    };
    expect(told('--workers', '3')).toEqual(told());
  });

  it('loads TypeScript in each thread', () => {
    const typed = file(
      'typed.ts',
      DEADLY.replaceAll('FOLDER', folder)
        .replace('(word) =>', '(word: AtomicWord) =>')
        .replace('(name, deaths, die)', '(name: string, deaths: number, die: () => void)')
        .replace('(name) =>', '(name: string) =>')
        .replace('new Set()', 'new Set<string>()')
        .replace(
          "import { appendFileSync, readFileSync } from 'node:fs';",
          'const appendFileSync = (..._: string[]) => {};\nconst readFileSync = (..._: string[]) => "....";\ndeclare const process: { exit(code: number): void };',
        ),
    );
    expect(mazurka('check', typed, '--workers', '2')).toMatchObject({ status: 0, stderr: '' });
  });

  it('stops each scenario when its time is up', () => {
    const { stdout } = mazurka(
      'check',
      file('many.mjs', MANY),
      '--workers',
      '2',
      '--time',
      '1',
      '--strategy',
      'traces',
      '--json',
    );
    const { verdicts } = JSON.parse(stdout);
    expect(verdicts).toMatchObject([{ outcome: 'holds within' }, { outcome: 'holds within' }]);
  });

  it('says which scenario ends its thread each time', () => {
    file('thrice', '');
    const { status, stderr } = mazurka('check', deadly, '--workers', '2');
    expect(status).toBe(3);
    expect(stderr).toMatch(/^mazurka: given up after 3 attempts.*code: 7.*thrice/);
    expect(read('thrice')).toHaveLength(3);
  });

  it('goes on after a thread that has exhausted its memory', () => {
    const hungry = file('hungry.mjs', DEADLY.replace("scenario('thrice', 3, exit)", "scenario('hungry', 1, exhaust)"));
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=100');
    const { status, stderr } = mazurka('check', hungry, '--workers', '2');
    vi.unstubAllEnvs();
    expect([status, stderr]).toEqual([0, '']);
    expect(read('hungry')).toHaveLength(2);
  });

  it.each([
    [['--workers', '0'], '--workers: expected a whole number above 0, found 0'],
    [['--workers', 'many'], '--workers: expected a whole number above 0, found many'],
    [['--workers'], 'option `--workers <n>` value is missing'],
  ])('refuses %s', (args, why) => {
    const { status, stdout, stderr } = mazurka('check', 'two-zones', ...args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(why);
  });
});

describe('a hunt with --workers', () => {
  it('finds the same with any number of them', () => {
    const hunt = (workers: string) => {
      const options = ['--threads', '2', '--operations', '2', '--runs', '30', '--max-traces', '200', '--json'];
      const kept = ['--corpus', `corpus-${workers}`];
      return mazurka('hunt', 'busy-list, no lock, no flush', ...options, ...kept, '--workers', workers);
    };
    const one = hunt('1');
    expect(one.status).toBe(1);
    expect(hunt('2')).toEqual(one);
    expect(hunt('4')).toEqual(one);
    expect(read('corpus-4/hunt.json')).toBe(read('corpus-1/hunt.json'));
  });
});
