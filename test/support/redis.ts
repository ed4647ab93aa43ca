/** A real redis-server on this machine, and processes that use it. All of them end with the test file. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { folder, MAIN } from './command.js';

/** In CI it must be there. */
export const isThere = spawnSync('redis-server', ['--version']).status === 0 || process.env.CI !== undefined;
if (!isThere) console.warn('no redis-server: its tests are skipped; apt-get install redis-server');

const started = new Set<ChildProcess>();
afterAll(() => {
  for (const each of started) each.kill('SIGKILL');
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class RedisServer {
  readonly port: number;
  readonly #args: readonly string[];
  #process: ChildProcess | null = null;

  private constructor(port: number, args: readonly string[]) {
    this.port = port;
    this.#args = args;
  }

  /** Keeps what it has on disk. @param portOption 'tls-port' for TLS. @param more of its options */
  static async start(portOption: 'port' | 'tls-port' = 'port', ...more: string[]): Promise<RedisServer> {
    const dir = mkdtempSync(join(folder, 'redis-'));
    const port = await freePort();
    const kept = ['--dir', dir, '--appendonly', 'yes', '--save', ''];
    const listens = ['--port', '0', `--${portOption}`, String(port), '--bind', '127.0.0.1'];
    const server = new RedisServer(port, [...listens, ...kept, ...more]);
    await server.begin();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Until it listens. */
  async begin(): Promise<void> {
    const child = spawn('redis-server', [...this.#args]);
    started.add(child);
    this.#process = child;
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (data) => {
        log += data;
        if (log.includes('Ready to accept connections')) resolve();
      });
      child.on('exit', () => reject(new Error(log)));
    });
  }

  async end(): Promise<void> {
    const child = this.#process!;
    const ended = new Promise((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  /** The answer of redis-cli. */
  ask(...words: string[]): string {
    return spawnSync('redis-cli', ['-p', String(this.port), ...words], { encoding: 'utf8' }).stdout.trim();
  }
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `mazurka` that goes on while others do. */
export class Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  stderr = '';

  /** @param main the command's compiled file */
  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}, main = MAIN) {
    const child = spawn(process.execPath, [main, ...args], { cwd: folder, env: { ...process.env, ...env } });
    started.add(child);
    this.process = child;
    let stdout = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      this.stderr += data;
    });
    this.ended = new Promise((resolve) =>
      child.on('close', (code) => {
        started.delete(child);
        resolve({ code, stdout, stderr: this.stderr });
      }),
    );
  }
}

/** Looks now and then until it is so. Throws Error if it never is. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 600; !isSo(); tries--) {
    if (tries === 0) throw new Error(`never: ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
