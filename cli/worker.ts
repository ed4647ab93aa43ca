/** `mazurka worker`: performs tasks of `--distributed` commands, of this and other machines. */
import { availableParallelism } from 'node:os';
import { EXIT } from '../program/usage-error.js';
import { atLeast } from './check-options.js';
import { redisOf } from './crew.js';
import { interruption, listen } from './interrupt.js';

/** What `mazurka worker` may be asked for. */
export interface WorkerOptions {
  /** Address; default: the environment's REDIS_URL. */
  readonly redis?: string;
  /** Threads, from 1 on; as many as the machine has cores by default. */
  readonly workers?: number;
}

/** Ends with Ctrl-C only, or if it is of another version than the tasks. */
export async function worker(options: WorkerOptions): Promise<number> {
  const { workers = availableParallelism() } = atLeast(1, 'workers', '--workers', options.workers);
  const url = redisOf(options);
  const { serve } = await import('../crew/redis-worker.js');
  const ended = new AbortController();
  listen();
  try {
    const say = (sentence: string) => void process.stderr.write(`mazurka: ${sentence}\n`);
    await serve({ url, workers, signal: interruption(ended.signal), say });
  } finally {
    ended.abort();
  }
  return EXIT.interrupted;
}
