/** Real executions as a search sees them: under which number it knows their threads, and what their objects hold. */
import type { Execution } from '../execution.js';
import type { SharedObject } from '../object.js';
import { canonical, NoStatesError, type Renaming } from './values.js';

/** Events as (thread, alternative) pairs, one after another. */
export type Events = readonly number[];

/** Where the search is, for real. */
export interface Visit {
  /** How it gets there. */
  readonly events: Events;
  /** An execution that stands there. */
  readonly execution: () => Execution;
  /** By the search's number of a booted thread the execution's, or null if they are the same. */
  readonly realThread: readonly number[] | null;
}

/** The execution's number of the search's thread. */
export function real(thread: number, { realThread }: Visit): number {
  return realThread?.[thread] ?? thread;
}

/** From the execution's numbers of threads to the search's; null if they are the same. */
export function renaming({ realThread }: Visit): Renaming | null {
  if (realThread === null) return null;
  return (thread) => (thread < realThread.length ? realThread.indexOf(thread) : thread);
}

/** The object's content as text, with names changed. Throws NoStatesError, with the object's name, if it has none. */
export function textOf(object: SharedObject, rename: Renaming | null): string {
  try {
    return canonical(object.snapshot(), rename);
  } catch (error) {
    throw error instanceof NoStatesError ? new NoStatesError(`${object.name}: ${error.message}`) : error;
  }
}

/**
 * Two executions that should be in the same state are not, or the same event does different things in one state:
 * something that matters is no part of the state.
 */
export class UntrackedStateError extends Error {
  /** @internal */
  override readonly name = 'UntrackedStateError';
  /** @param what how that showed, a sentence without its full stop */
  constructor(scenario: string, what: string) {
    super(
      `${scenario}: ${what}. Something decides what happens that is no part of the state: a variable of boot() or of a ` +
        'class that threads change, or a false declareLocalState(). Keep it in a shared object, in PerThread, or declare it',
    );
  }
}
