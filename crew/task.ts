/** What a crew is given to do, and what comes back: plain JSON data, for threads and machines alike. */
import { createHash } from 'node:crypto';
import { UsageError } from '../program/usage-error.js';

/** The code that a task is about. */
export interface ProgramRef {
  /** See packageHash: whoever has another version refuses. */
  readonly package: string;
  /** Null: what is shipped. */
  readonly user: UserProgram | null;
}

/** A user's scenario file and all that it imports by relative paths. */
export interface UserProgram {
  /** Absolute; all sources are below it. */
  readonly folder: string;
  /** The scenario file, relative to the folder. */
  readonly file: string;
  /** SHA-256, in hex, of each source by its path relative to the folder. */
  readonly sources: Readonly<Record<string, string>>;
}

/** A pure function of the program and the input: who does it, when, and how often makes no difference. */
export interface Task {
  readonly program: ProgramRef;
  /** One of those of perform.ts. */
  readonly kind: string;
  readonly input: unknown;
}

/** The same tasks have the same: SHA-256, in hex. */
export function taskHash(task: Task): string {
  return createHash('sha256').update(JSON.stringify(task)).digest('hex');
}

/** What became of a task. An error is that of the user's code, or of ours: doing it again would not help. */
export type Outcome =
  | { readonly value: unknown }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack: string } };

/** The outcome of an action, whatever it throws. */
export async function outcomeOf(action: () => unknown): Promise<Outcome> {
  try {
    return { value: await action() };
  } catch (error) {
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { error: { name, message, stack } };
  }
}

/** The value, or throws the error again: a UsageError as such, others by name. */
export function resultOf(outcome: Outcome): unknown {
  if ('value' in outcome) return outcome.value;
  const { name, message, stack } = outcome.error;
  if (name === 'UsageError') throw new UsageError(message);
  throw Object.assign(new Error(message), { name, stack });
}
