/** `--workers` and `--distributed`: who performs a command's tasks. */
import { type Crew, OwnThread } from '../crew/crew.js';
import { UsageError } from '../program/usage-error.js';
import { atLeast, type CrewOptions } from './check-options.js';
import { interruption, isInterrupted, pressed } from './interrupt.js';

/** The address of Redis. Throws UsageError if there is none. */
export function redisOf({ redis }: Pick<CrewOptions, 'redis'>): string {
  const url = redis ?? process.env.REDIS_URL;
  if (url !== undefined && url !== '') return String(url);
  throw new UsageError(
    'there is no address of Redis: write --redis redis://host:port, or set REDIS_URL, which other users cannot see',
  );
}

/** Threads, or the address of Redis. */
export type Wanted = { readonly workers: number } | { readonly redis: string };

/** Throws UsageError for options that exclude each other. */
export function wantedCrew({ workers, distributed = false, redis }: CrewOptions): Wanted {
  const here = atLeast(1, 'workers', '--workers', workers);
  if (!distributed) {
    if (redis !== undefined) throw new UsageError('--redis is for --distributed: write both, or leave both out');
    return { workers: here.workers ?? 1 };
  }
  if (workers !== undefined)
    throw new UsageError('--workers are threads of this command; with --distributed write it to mazurka worker');
  return { redis: redisOf({ ...(redis === undefined ? {} : { redis }) }) };
}

/** Whether there is nobody but the command's own thread. */
export function isAlone(wanted: Wanted): boolean {
  return 'workers' in wanted && wanted.workers === 1;
}

/** What it returns for the crew, which is dismissed at the end, and the signal of Ctrl-C. Throws UsageError. */
export async function withCrew<T>(
  wanted: Wanted,
  action: (crew: Crew, interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  const interrupted = interruption(ended.signal);
  try {
    const crew = await crewOf(wanted, interrupted);
    try {
      return await action(crew, interrupted);
    } finally {
      await crew.close();
    }
  } finally {
    ended.abort();
  }
}

async function crewOf(wanted: Wanted, interrupted: AbortSignal): Promise<Crew> {
  if (isAlone(wanted)) return new OwnThread(isInterrupted);
  if ('workers' in wanted) {
    const { Threads } = await import('../crew/threads.js');
    return new Threads(wanted.workers, pressed());
  }
  const { RedisCrew } = await import('../crew/redis.js');
  return RedisCrew.at(wanted.redis, (sentence) => void process.stderr.write(`mazurka: ${sentence}\n`), interrupted);
}
