/** Users' programs from Redis: written to a folder of the worker's, by their hashes. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, sep } from 'node:path';
import type { Redis } from 'ioredis';
import { keysOf } from './redis-connection.js';
import type { Task, UserProgram } from './task.js';

export class Sources {
  readonly #client: Redis;
  /** Made when it is needed. */
  #folder: Promise<string> | null = null;
  /** Folders by program. */
  readonly #written = new Map<string, Promise<string>>();

  constructor(client: Redis) {
    this.#client = client;
  }

  /**
   * The task with the program here, and what undoes that in its result: paths are told as where the task came from. Throws
   * Error if a source is missing, which may be so for a moment when Redis has begun again, or is not what its hash says.
   */
  async local(run: string, task: Task): Promise<{ local: Task; original: (result: unknown) => unknown }> {
    const { user } = task.program;
    if (user === null) return { local: task, original: (result) => result };
    const folder = await this.#write(run, user);
    const path = (text: string) => JSON.stringify(text).slice(1, -1);
    return {
      local: { ...task, program: { ...task.program, user: { ...user, folder } } },
      original: (result) => JSON.parse(JSON.stringify(result).replaceAll(path(folder), path(user.folder))) as unknown,
    };
  }

  async remove(): Promise<void> {
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true });
  }

  #write(run: string, { file, sources }: UserProgram): Promise<string> {
    const key = createHash('sha256').update(JSON.stringify({ file, sources })).digest('hex');
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const written = this.#writeAll(run, key, sources);
    this.#written.set(key, written);
    written.catch(() => this.#written.delete(key)); // of another run it may be there
    return written;
  }

  async #writeAll(run: string, key: string, sources: UserProgram['sources']): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'mazurka-worker-'));
    const folder = join(await this.#folder, key);
    for (const [name, hash] of Object.entries(sources)) {
      const path = normalize(join(folder, name));
      const text = await this.#client.hget(keysOf(run).sources, hash);
      if (text === null) throw new Error(`${name} is not in Redis any more`);
      if (createHash('sha256').update(text).digest('hex') !== hash || !path.startsWith(folder + sep))
        throw new Error(`${name} is not what was sent`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
    return folder;
  }
}
