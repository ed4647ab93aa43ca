/** A crew of threads. One that dies is replaced, and its task begun again. */
import { Piscina } from 'piscina';
import { type Crew, TaskLostError } from './crew.js';
import { type Outcome, resultOf, type Task } from './task.js';

/** How often a task is begun whose thread dies. */
const ATTEMPTS = 3;

/** What each thread gets. */
export interface ThreadData {
  /** Above 0: tasks are to end early with what is known. */
  readonly stop: Int32Array | null;
}

export class Threads implements Crew {
  readonly size: number;
  readonly #pool: Piscina<Task, Outcome>;
  /** Programs that the threads load or have loaded. */
  readonly #known = new Set<string>();
  #isClosed = false;

  /**
   * @param size how many
   * @param stop shared memory whose first number is above 0 when tasks are to end early; null: never
   */
  constructor(size: number, stop: Int32Array | null) {
    this.size = size;
    const workerData: ThreadData = { stop };
    this.#pool = new Piscina({
      filename: new URL('./thread.js', import.meta.url).href,
      minThreads: size,
      maxThreads: size,
      recordTiming: false,
      workerData,
    });
    // A thread that dies without a task is replaced, too: nothing is lost with it.
    this.#pool.on('error', () => {});
  }

  async perform(task: Task, signal?: AbortSignal): Promise<unknown> {
    this.#prepare(task);
    for (let attempt = 1; ; attempt++) {
      let outcome: Outcome;
      try {
        outcome = await this.#pool.run(task, signal === undefined ? {} : { signal });
      } catch (error) {
        // Whatever a task throws is an outcome: the thread has died, unless that was wanted.
        if (signal?.aborted === true || this.#isClosed) throw new DOMException('the task was dropped', 'AbortError');
        if (attempt === ATTEMPTS)
          throw new TaskLostError(
            task,
            `after ${ATTEMPTS} attempts, each of which ended with its thread (${(error as Error).message})`,
          );
        continue;
      }
      return resultOf(outcome);
    }
  }

  /** Has the other threads load the program, while the first is at the task. */
  #prepare({ program }: Task): void {
    const key = JSON.stringify(program);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    for (let k = 1; k < this.size; k++)
      // What is wrong with the program is told by who performs the task.
      setImmediate(() => void this.#pool.run({ program, kind: 'load', input: null }).catch(() => {}));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool.destroy();
  }
}
