/** The toy allocator in SPIN and in rumur, if they are installed (Debian packages of these names, and gcc). */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ToyCase } from './cases.js';

export interface PeerFigures {
  readonly states: number;
  /** Generating and compiling the checker. */
  readonly compileSeconds: number;
  readonly runSeconds: number;
}

/** The models; from the sources and from dist/. */
function model(file: string): string {
  for (const folder of ['./peers/', '../../bench/peers/']) {
    try {
      return readFileSync(new URL(folder + file, import.meta.url), 'utf8');
    } catch {
      // try the other place
    }
  }
  throw new Error(`bench/peers/${file} is missing`);
}

function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version']).error === undefined;
}

function timed<T>(run: () => T): [T, number] {
  const started = process.hrtime.bigint();
  const result = run();
  return [result, Number(process.hrtime.bigint() - started) / 1e9];
}

function inFolder<T>(run: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mazurka-bench-'));
  try {
    return run(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Full state search without reduction; null if SPIN or gcc is not installed or the run takes longer than `limit` s. */
export function spin({ threads, rounds, fine }: ToyCase, limit: number): PeerFigures | null {
  if (!isInstalled('spin') || !isInstalled('gcc')) return null;
  return inFolder((cwd) => {
    writeFileSync(join(cwd, 'toy.pml'), model('toy.pml'));
    const [, compileSeconds] = timed(() => {
      const defines = [`-DN=${threads}`, `-DR=${rounds}`, ...(fine ? ['-DFINE'] : [])];
      execFileSync('spin', [...defines, '-a', 'toy.pml'], { cwd });
      execFileSync('gcc', ['-O2', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c'], { cwd, stdio: 'ignore' });
    });
    return finish(cwd, './pan', ['-m1000000', '-w23'], limit, compileSeconds, /([\d.e+]+) states, stored/);
  });
}

/** With `symmetry` threads are a scalarset. One thread; null as for `spin`. */
export function rumur({ threads, rounds }: ToyCase, symmetry: boolean, limit: number): PeerFigures | null {
  if (!isInstalled('rumur') || !isInstalled('gcc')) return null;
  return inFolder((cwd) => {
    const text = model('toy.m')
      .replaceAll('@N@', String(threads))
      .replaceAll('@R@', String(rounds))
      .replaceAll('@THREADS@', symmetry ? 'scalarset(N)' : '1..N');
    writeFileSync(join(cwd, 'toy.m'), text);
    const [, compileSeconds] = timed(() => {
      execFileSync('rumur', ['--deadlock-detection', 'off', '--threads', '1', '-o', 'toy.c', 'toy.m'], { cwd });
      execFileSync('gcc', ['-std=c11', '-O3', '-mcx16', '-o', 'toy', 'toy.c', '-lpthread'], { cwd, stdio: 'ignore' });
    });
    return finish(cwd, './toy', [], limit, compileSeconds, /(\d+) states/);
  });
}

function finish(
  cwd: string,
  command: string,
  options: readonly string[],
  limit: number,
  compileSeconds: number,
  count: RegExp,
): PeerFigures | null {
  const [child, runSeconds] = timed(() =>
    spawnSync(command, options, { cwd, timeout: limit * 1000, encoding: 'utf8' }),
  );
  if (child.status !== 0) return null;
  const matches = [...child.stdout.matchAll(new RegExp(count, 'g'))];
  return { states: Number(matches.at(-1)![1]), compileSeconds, runSeconds };
}
