/** What more cores and machines add, what they cost, and how much memory an exploration of many traces takes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programRef } from '../crew/program-ref.js';
import { RedisCrew } from '../crew/redis.js';
import { Threads } from '../crew/threads.js';
import { Session } from '../scheduler/session.js';
import { OptimalDpor } from '../scheduler/strategies/optimal-dpor.js';
import { writers } from './programs/classic.js';

const MAIN = fileURLToPath(new URL('../cli/main.js', import.meta.url));
const SCALED = fileURLToPath(new URL('./programs/scaled.js', import.meta.url));
const SEARCHES = fileURLToPath(new URL('./programs/scaled-states.js', import.meta.url));

/** Wall seconds of the command. Throws if it ends with more than 1. */
async function seconds(...args: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code === null || code > 1) throw new Error(`${args.join(' ')}: exit ${code}`);
  const wall = (performance.now() - started) / 1000;
  process.stderr.write(`${args.join(' ')}: ${wall.toFixed(2)} s\n`);
  return wall;
}

const TRACES = ['check', SCALED, '--strategy', 'traces', '--quiet'];
const JOBS: readonly (readonly [what: string, ...args: string[]])[] = [
  ['traces: two explorations, 219 362 and 362 880', ...TRACES],
  ['states: two searches, 474 624 each', 'check', SEARCHES, '--strategy', 'states', '--quiet'],
  ['all shipped scenarios', 'check', '--quiet'],
  ['a hunt of 40 runs', 'hunt', 'vmap-node-2023', '--runs', '40', '--quiet'],
];

/** Rows: wall seconds of one worker, of two, and how many times as fast; of two processes at a time that know nothing of each other. */
export async function coreRows(): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [what, ...args] of JOBS) {
    const alone = await seconds(...args);
    const both = await seconds(...args, '--workers', '2');
    const atOnce = Math.max(...(await Promise.all([seconds(...args), seconds(...args)])));
    const times = (value: number) => `${value.toFixed(2)}x`;
    rows.push([what, alone.toFixed(1), both.toFixed(1), times(alone / both), times((2 * alone) / atOnce)]);
  }
  return rows;
}

/** Runs the action with a Redis that keeps nothing, and as many workers with one thread each. */
async function withRedis<T>(workers: number, action: (url: string) => Promise<T>): Promise<T> {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as { port: number };
      server.close(() => resolve(free));
    });
  });
  const url = `redis://127.0.0.1:${port}`;
  const server = spawn('redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '']);
  const all: ChildProcess[] = [server];
  await new Promise<void>((resolve) => {
    server.stdout.on('data', (text: Buffer) => {
      if (text.includes('Ready to accept connections')) resolve();
    });
  });
  for (let k = 0; k < workers; k++)
    all.push(spawn(process.execPath, [MAIN, 'worker', '--redis', url, '--workers', '1'], { stdio: 'ignore' }));
  try {
    return await action(url);
  } finally {
    for (const each of all) each.kill('SIGKILL');
  }
}

/** 9! traces, in a file that can travel: it imports nothing but the package. */
const WRITERS = `
import { AtomicWord, defineScenario } from 'mazurka';

const writes = (word, value) => function* () { yield* word.store(value); };
export const writers = defineScenario({
  name: 'writers',
  boot() {
    const word = new AtomicWord('word');
    return { world: null, threads: Object.fromEntries(Array.from({ length: 9 }, (_, k) => ['t' + k, writes(word, k)])) };
  },
});
`;

/** Wall seconds of one exploration by two workers, as threads and by Redis. */
export async function machineSeconds(): Promise<{ readonly threads: number; readonly redis: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'mazurka-bench-'));
  try {
    const file = join(folder, 'writers.mjs');
    writeFileSync(file, WRITERS);
    const check = ['check', file, '--strategy', 'traces', '--quiet'];
    const threads = await seconds(...check, '--workers', '2');
    const redis = await withRedis(2, (url) => seconds(...check, '--distributed', '--redis', url));
    return { threads, redis };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Rows: tasks that do nothing; milliseconds for each, by two threads and by Redis with two workers. */
export async function taskRows(): Promise<string[][]> {
  const program = await programRef(null);
  const each = async (crew: Threads | RedisCrew, count: number) => {
    const task = (k: number) => ({ program, kind: 'load', input: k });
    await crew.perform(task(-1));
    const started = performance.now();
    await Promise.all(Array.from({ length: count }, (_, k) => crew.perform(task(k))));
    return ((performance.now() - started) / count).toFixed(2);
  };
  const rows: string[][] = [];
  for (const count of [100, 1_000, 10_000]) {
    const threads = new Threads(2, null);
    const byThreads = await each(threads, count);
    await threads.close();
    const byRedis = await withRedis(2, async (url) => {
      const crew = await RedisCrew.at(url, () => {}, new AbortController().signal);
      const found = await each(crew, count);
      await crew.close();
      return found;
    });
    rows.push([String(count), byThreads, byRedis]);
  }
  return rows;
}

/** Rows: traces explored, most events planned at a time, MB of heap after a collection. In a process of its own. */
export function memoryRows(): string[][] {
  const script = fileURLToPath(import.meta.url);
  const { stdout, status, stderr } = spawnSync(process.execPath, ['--expose-gc', script, '--memory'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
}

function measureMemory(): string[][] {
  const strategy = new OptimalDpor(new Session(writers(11)));
  const rows: string[][] = [];
  let executions = 0;
  let next = 100_000;
  strategy.explore(() => {
    if (++executions < next) return true;
    globalThis.gc?.();
    const { heapUsed } = process.memoryUsage();
    rows.push([String(executions), String(strategy.mostPlanned), (heapUsed / 1e6).toFixed(1)]);
    next *= 10;
    return executions < 10_000_000;
  });
  return rows;
}

if (process.argv[2] === '--memory') process.stdout.write(JSON.stringify(measureMemory()));
