/** What runs in each thread of a crew. */
import { workerData } from 'node:worker_threads';
import { perform } from './perform.js';
import { type Outcome, outcomeOf, type Task } from './task.js';
import type { ThreadData } from './threads.js';

const { stop } = workerData as ThreadData;
const isStopped = () => stop !== null && Atomics.load(stop, 0) > 0;

/** Nothing is begun any more once all is to end. */
export default function run(task: Task): Promise<Outcome> {
  return outcomeOf(() => {
    if (isStopped()) throw new DOMException('stopped before it began', 'AbortError');
    return perform(task, isStopped);
  });
}
