/** Redis, or what speaks its protocol: connecting, and the names of what is kept there. bullmq and ioredis are loaded only here. */
import type { Redis } from 'ioredis';
import { UsageError } from '../program/usage-error.js';

/** Everything begins with it. */
const PREFIX = 'mazurka';

/** BullMQ's queue: all runs share it. */
export const QUEUE = { name: 'tasks', prefix: PREFIX } as const;

/** Keys of one run, which end with it or expire. */
export function keysOf(run: string) {
  return {
    /** Hash: the text of each source of the users' programs by its SHA-256. While it is there, the run goes on. */
    sources: `${PREFIX}:run:${run}:sources`,
    /** Stream of outcomes: `task` is the task's hash, `outcome` JSON. */
    outcomes: `${PREFIX}:run:${run}:outcomes`,
  };
}

/** The field of `sources` that is always there. */
export const RUN_FIELD = 'run';

/** Milliseconds between two attempts to connect again. */
const RETRY_MS = { first: 100, most: 2_000 };
const CONNECT_TIMEOUT_MS = 5_000;

export interface Connected {
  readonly bullmq: typeof import('bullmq');
  /** Connects again for ever, and commands wait for that. */
  readonly client: Redis;
  /** Without the password. */
  readonly shown: string;
}

/**
 * Throws UsageError if that is no address, nobody answers there, or the password is wrong.
 * @param say gets a sentence when the connection is lost, and when it is there again
 */
export async function connect(url: string, say: (sentence: string) => void): Promise<Connected> {
  const shown = hidden(url);
  const { bullmq, ioredis } = await libraries();
  let wasReady = false;
  const client = new ioredis.Redis(url, {
    maxRetriesPerRequest: null, // as BullMQ requires: commands wait until Redis is back
    connectTimeout: CONNECT_TIMEOUT_MS,
    lazyConnect: true,
    retryStrategy: (times) => (wasReady ? Math.min(times * RETRY_MS.first, RETRY_MS.most) : null),
  });
  let why = '';
  client.on('error', (error: Error) => {
    why = error.message;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    client.disconnect();
    throw new UsageError(
      `--redis ${shown}: no connection (${why || (error as Error).message}); write redis://user:password@host:port, or rediss:// for TLS`,
    );
  }
  wasReady = true;
  let isLost = false;
  client.on('close', () => {
    if (!isLost && client.status !== 'end') say(`the connection to ${shown} is lost; trying again`);
    isLost = true;
  });
  client.on('ready', () => {
    if (isLost) say(`connected to ${shown} again`);
    isLost = false;
  });
  return { bullmq, client, shown };
}

/** Throws UsageError for what is no address. */
function hidden(url: string): string {
  const found = URL.canParse(url) ? new URL(url) : null;
  if (found === null || !['redis:', 'rediss:'].includes(found.protocol) || found.hostname === '')
    throw new UsageError(
      '--redis: expected an address such as redis://localhost:6379, redis://user:password@host:port or rediss://host:port',
    );
  return `${found.protocol}//${found.host}`;
}

async function libraries() {
  try {
    return { bullmq: await import('bullmq'), ioredis: await import('ioredis') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UsageError('--redis needs two packages that are not installed: npm install bullmq ioredis');
  }
}

/** The promise, but no longer than that: what is to be tidied up where Redis may be gone. */
export async function within(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise.catch(() => {}), late]);
  clearTimeout(timer);
}
