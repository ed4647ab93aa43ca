/**
 * What `mazurka worker` does: takes tasks from Redis and performs them in threads of its own, so that this thread keeps the
 * locks of its jobs. A worker that dies loses its locks, and others do its tasks within seconds.
 */
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import { packageHash } from '../program/program-hash.js';
import { UsageError } from '../program/usage-error.js';
import type { TaskJob } from './redis.js';
import { connect, keysOf, QUEUE, within } from './redis-connection.js';
import { Sources } from './redis-sources.js';
import { type Outcome, outcomeOf, type Task } from './task.js';
import { Threads } from './threads.js';

/** A job whose worker has not renewed its lock for that long belongs to nobody. */
const LOCK_MS = 6_000;
/** How often that is looked for. */
const STALLED_MS = 2_000;
/** A task at which so many workers have died is given up. */
const MAX_STALLED = 10;
/** How often to ask whether the runs of the tasks under way go on. */
const ASK_MS = 1_000;
/** Giving back what is under way takes no longer. */
const CLOSE_MS = 3_000;

export interface ServeOptions {
  readonly url: string;
  /** Threads, from 1 on. */
  readonly workers: number;
  /** Ends it: what is under way goes back to the queue. */
  readonly signal: AbortSignal;
  /** Gets sentences about what happens. */
  readonly say: (sentence: string) => void;
}

/** Until the signal. Throws UsageError if there is no connection, or for tasks of another version of the package. */
export async function serve({ url, workers, signal, say }: ServeOptions): Promise<void> {
  const { bullmq, client, shown } = await connect(url, say);
  const own = await packageHash();
  const threads = new Threads(workers, null);
  const sources = new Sources(client);
  const underWay = new Set<{ readonly run: string; readonly dropped: AbortController }>();
  const leaving = new AbortController();
  let refusal: UsageError | null = null;

  const perform = async (job: Job<TaskJob>, token?: string): Promise<void> => {
    const { run, hash, task } = job.data;
    /** To the head of the queue, for others. */
    const giveBack = async () => {
      await job.moveToWait(token);
      throw new bullmq.WaitingError();
    };
    if (task.program.package !== own) {
      refusal = otherVersion(shown, task, own);
      leaving.abort();
    }
    if (leaving.signal.aborted) return giveBack();
    if (!(await isAlive(client, run))) return;
    const dropped = new AbortController();
    const entry = { run, dropped };
    underWay.add(entry);
    try {
      const { local, original } = await sources.local(run, task);
      const outcome = await outcomeOf(async () =>
        original(await threads.perform(local, AbortSignal.any([dropped.signal, leaving.signal]))),
      );
      if (leaving.signal.aborted) return await giveBack();
      if (!dropped.signal.aborted) await deliver(client, run, hash, outcome);
    } finally {
      underWay.delete(entry);
    }
  };

  const worker = new bullmq.Worker<TaskJob, void>(QUEUE.name, perform, {
    connection: client,
    prefix: QUEUE.prefix,
    concurrency: workers,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_MS,
    maxStalledCount: MAX_STALLED,
    drainDelay: 1,
  });
  worker.on('error', () => {}); // it connects again; a job whose lock was lost is done again
  const timer = setInterval(async () => {
    for (const run of new Set([...underWay].map((each) => each.run))) {
      if (await isAlive(client, run).catch(() => true)) continue;
      for (const each of underWay) if (each.run === run) each.dropped.abort();
    }
  }, ASK_MS);
  say(`waiting for tasks from ${shown}, ${workers} at once`);

  const end = AbortSignal.any([signal, leaving.signal]);
  if (!end.aborted) await new Promise((resolve) => end.addEventListener('abort', resolve));
  leaving.abort();
  clearInterval(timer);
  await within(CLOSE_MS, worker.close());
  await within(CLOSE_MS, worker.close(true));
  client.disconnect();
  await threads.close();
  await sources.remove();
  if (refusal !== null) throw refusal;
}

async function isAlive(client: Redis, run: string): Promise<boolean> {
  return (await client.exists(keysOf(run).sources)) > 0;
}

/** To a run that goes on; no other hears it. */
async function deliver(client: Redis, run: string, hash: string, outcome: Outcome): Promise<void> {
  await client.xadd(keysOf(run).outcomes, 'NOMKSTREAM', '*', 'task', hash, 'outcome', JSON.stringify(outcome));
}

function otherVersion(shown: string, { program }: Task, own: string): UsageError {
  const [theirs, ours] = [program.package, own].map((hash) => hash.slice(0, 12));
  return new UsageError(
    `${shown} has tasks of another version of mazurka (${theirs}; this is ${ours}): install the same one on all machines`,
  );
}
