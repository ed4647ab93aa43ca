/** Who performs tasks: this thread, several threads, or other machines. */
import { perform } from './perform.js';
import { outcomeOf, resultOf, type Task } from './task.js';

export interface Crew {
  /** How many tasks are performed at once, as far as that is known; at least 1. */
  readonly size: number;
  /**
   * The task's result. Throws what the task throws; TaskLostError if whoever performed it died each time.
   * @param signal drops the task; throws AbortError then
   */
  perform(task: Task, signal?: AbortSignal): Promise<unknown>;
  /** Drops what is not done. */
  close(): Promise<void>;
}

/** A task that nobody could perform: whoever tried died, or could not be heard. */
export class TaskLostError extends Error {
  override readonly name = 'TaskLostError';

  /** @param why after how many attempts, and what became of the last */
  constructor({ kind, input }: Task, why: string) {
    super(`given up ${why}: ${kind} ${JSON.stringify(input)}`);
  }
}

/** One task after another in the caller's own thread. */
export class OwnThread implements Crew {
  readonly size = 1;
  readonly #isStopped: () => boolean;

  /** @param isStopped what takes long asks now and then whether it is to end early */
  constructor(isStopped: () => boolean) {
    this.#isStopped = isStopped;
  }

  async perform(task: Task, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    return resultOf(await outcomeOf(() => perform(task, this.#isStopped)));
  }

  async close(): Promise<void> {}
}
