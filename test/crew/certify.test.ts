/** Certificates whose traces a crew explores. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { file, folder, mazurka, read } from '../support/command.js';
import { isThere, RedisServer, Running, until } from '../support/redis.js';

/** 40 320 traces, enough to be taken to pieces; each thread that explores some of them notes that. */
const writers = file(
  'writers.ts',
  `
import { AtomicWord, defineScenario } from 'mazurka';

declare const process: { readonly pid: number; getBuiltinModule(name: string): any };

const { threadId } = process.getBuiltinModule('node:worker_threads');
let isNoted = false;
const writes = (word: AtomicWord, value: number) =>
  function* () {
    yield* word.store(value);
  };
export const writers = defineScenario({
  name: 'writers',
  expect: { verdict: 'holds', traces: 40320 },
  boot() {
    const note = '${folder}/by-' + process.pid + '-' + threadId;
    if (!isNoted) process.getBuiltinModule('node:fs').writeFileSync(note, '');
    isNoted = true;
    const word = new AtomicWord('word');
    return { world: null, threads: Object.fromEntries(Array.from({ length: 8 }, (_, k) => ['t' + k, writes(word, k)])) };
  },
});
`,
);

/** For each thread that has explored something, its process. */
function notes(): number[] {
  const names = readdirSync(folder).filter((name) => name.startsWith('by-'));
  return names.map((name) => Number(name.split('-')[1]));
}

function forget(): void {
  for (const name of readdirSync(folder)) if (name.startsWith('by-')) rmSync(join(folder, name));
}

const certify = (out: string, ...more: string[]) => {
  const named = ['certify', 'writers', '--file', writers, '--transpile-only'];
  return [...named, '--out', out, ...more];
};

beforeAll(() => {
  expect(mazurka(...certify('alone.json', '--workers', '1')).stdout).toMatch(
    /certificate: 40320 traces, root [0-9a-f]{64}\n$/,
  );
  expect(notes()).toHaveLength(1);
});
beforeEach(forget);

describe('a certificate that was interrupted', () => {
  it('by two workers, kill -9, is the same to the byte when one goes on', async () => {
    const kept = ['--checkpoint', 'kept.json', '--checkpoint-every', '1'];
    const command = new Running([...certify('resumed.json', '--workers', '2'), ...kept]);
    await until(() => existsSync(join(folder, 'kept.json')));
    command.process.kill('SIGKILL');
    await command.ended;
    expect(existsSync(join(folder, 'resumed.json'))).toBe(false);
    const checked = mazurka('check', writers, '--transpile-only', '--strategy', 'traces', ...kept);
    expect([checked.status, checked.stderr]).toEqual([
      2,
      'mazurka: --checkpoint: the checkpoint is of kind certificate, not of verdict\n',
    ]);
    expect(mazurka(...certify('resumed.json'), ...kept).status).toBe(0);
    expect(read('resumed.json') === read('alone.json')).toBe(true);
    expect(existsSync(join(folder, 'kept.json'))).toBe(false);
  });
});

describe('a certificate by several threads', () => {
  it.each(['2', '4'])('is the same to the byte by %s', (workers) => {
    expect(mazurka(...certify(`by${workers}.json`, '--workers', workers))).toMatchObject({ status: 0, stderr: '' });
    expect(read(`by${workers}.json`) === read('alone.json')).toBe(true);
    expect(notes().length).toBeGreaterThan(1);
  });

  it('may be of a scenario of the matrix', () => {
    const name = 'busy-list-mutex-blocks-two-allocs';
    const certified = (out: string, ...more: string[]) => mazurka('certify', name, '--out', out, ...more);
    expect(certified('few.json').status).toBe(0);
    expect(certified('few-2.json', '--workers', '2')).toMatchObject({ status: 0, stderr: '' });
    expect(read('few-2.json')).toBe(read('few.json'));
  });

  it.each([
    [['--workers', '0'], '--workers: expected a whole number above 0, found 0'],
    [['--redis', 'redis://localhost'], '--redis is for --distributed'],
  ])('is refused with %s', (options, why) => {
    const { status, stdout, stderr } = mazurka(...certify('never.json', ...options));
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(why);
  });
});

describe.skipIf(!isThere)('a certificate by machines', () => {
  const started: Running[] = [];
  afterEach(async () => {
    for (const { process: child } of started) child.kill('SIGKILL');
    for (const { ended } of started.splice(0)) await ended;
  });

  it('is the same to the byte, though one of them is killed', async () => {
    const server = await RedisServer.start();
    const start = (...args: string[]) => {
      const running = new Running([...args, '--redis', server.url]);
      started.push(running);
      return running;
    };
    const workers = [start('worker', '--workers', '1'), start('worker', '--workers', '1')];
    for (const worker of workers) await until(() => worker.stderr.includes('waiting for tasks'));
    const command = start(...certify('far.json', '--distributed'));
    const begun = () => workers.filter((worker) => notes().includes(worker.process.pid!));
    await until(() => begun().length > 0);
    begun()[0]!.process.kill('SIGKILL');
    expect((await command.ended).code).toBe(0);
    expect(read('far.json') === read('alone.json')).toBe(true);
    // What the first was at the other has done.
    expect(begun()).toEqual(workers);
    await server.end();
  });
});
