/** The file of a checkpoint: whole or not there at all, and refused if it is another program's. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { programHash } from '../program/program-hash.js';
import { UsageError } from '../program/usage-error.js';
import { CHECKPOINT_SCHEMA } from '../scheduler/checkpoint.js';
import type { Progress } from '../scheduler/explore-options.js';
import type { Checkpoint } from '../scheduler/resume.js';
import { atLeast, type CheckpointOptions } from './check-options.js';
import { writeWhole } from './write.js';

/** Seconds between two checkpoints. */
const SAVE_EVERY = 10;

interface Content {
  readonly program: string;
  /** Of the checkpoint as text. */
  readonly digest: string;
  readonly checkpoint: Checkpoint;
}

class CheckpointFile {
  readonly #path: string;
  readonly #program: string;

  constructor(path: string, program: string) {
    this.#path = path;
    this.#program = program;
  }

  /** @param file the user's scenario file, or null for a shipped scenario */
  static async at(path: string, file: string | null): Promise<CheckpointFile> {
    return new CheckpointFile(path, await programHash(file));
  }

  /** What to go on from; null if there is no such file. Throws UsageError for a file that is not right. */
  read(): Checkpoint | null {
    if (!existsSync(this.#path)) return null;
    const refuse = (why: string) =>
      new UsageError(`--checkpoint ${this.#path}: ${why}; delete it or name another file to begin anew`);
    let content: Content;
    try {
      content = JSON.parse(readFileSync(this.#path, 'utf8')) as Content;
    } catch (error) {
      throw refuse(`it cannot be read (${(error as Error).message})`);
    }
    const { program, digest, checkpoint } = content;
    if (typeof checkpoint !== 'object' || digest !== digestOf(checkpoint)) throw refuse('it is no whole checkpoint');
    if (checkpoint.schema !== CHECKPOINT_SCHEMA) throw refuse('it is of another version of mazurka');
    if (program !== this.#program) throw refuse('the program has changed since it was written');
    return checkpoint;
  }

  /** Whoever is killed meanwhile leaves the old file. Throws UsageError. */
  write(checkpoint: Checkpoint): void {
    const content: Content = { program: this.#program, digest: digestOf(checkpoint), checkpoint };
    try {
      writeWhole(this.#path, `${JSON.stringify(content)}\n`);
    } catch (error) {
      throw new UsageError(`--checkpoint ${this.#path}: ${(error as Error).message}`);
    }
  }

  /** The exploration is through. */
  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Notes how far an exploration is in a file, now and then. */
export class Kept {
  /** What to go on from; null: it begins. */
  readonly from: Checkpoint | null;
  readonly #file: CheckpointFile;
  readonly #every: number;
  #noted = performance.now();

  private constructor(file: CheckpointFile, every: number) {
    this.#file = file;
    this.#every = every;
    this.from = file.read();
  }

  /**
   * Null if that is not asked for. Throws UsageError.
   * @param file the user's scenario file, or null for a shipped scenario
   */
  static async of({ checkpoint, checkpointEvery }: CheckpointOptions, file: string | null): Promise<Kept | null> {
    if (checkpoint === undefined) return null;
    const { every = SAVE_EVERY } = atLeast(0, 'every', '--checkpoint-every', checkpointEvery);
    return new Kept(await CheckpointFile.at(String(checkpoint), file), every);
  }

  /** @param isLast nothing more will be explored */
  note(now: Progress, isLast: boolean): void {
    const seconds = (performance.now() - this.#noted) / 1000;
    if (!isLast && seconds < this.#every) return;
    this.#file.write(now.checkpoint());
    this.#noted = performance.now();
  }

  /** The exploration is through. */
  remove(): void {
    this.#file.remove();
  }
}

/** Of a checkpoint that cannot be gone on from, what the user is told; other errors as they are. */
export function unusable(error: unknown): unknown {
  const { name, message } = error as Error;
  return name === 'CheckpointError' ? new UsageError(`--checkpoint: ${message}`) : error;
}

function digestOf(checkpoint: Checkpoint): string {
  return createHash('sha256').update(JSON.stringify(checkpoint)).digest('hex');
}
