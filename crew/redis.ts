/**
 * A crew of other machines, by way of Redis. Tasks are jobs of a BullMQ queue, named by their content: one that is done twice
 * counts once. Outcomes come through a stream of the run's own. What was lost, by whatever accident, is asked for again.
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type Crew, TaskLostError } from './crew.js';
import { type Connected, connect, keysOf, QUEUE, RUN_FIELD, within } from './redis-connection.js';
import { type Outcome, resultOf, type Task, taskHash } from './task.js';

/** A job of the queue. */
export interface TaskJob {
  readonly run: string;
  readonly hash: string;
  readonly task: Task;
}

/** Tasks that are in Redis at once; others wait here. */
const WINDOW = 500;
/** Between two looks at what became of the tasks. */
const HEARTBEAT_MS = 2_000;
/** What is left of a run whose submitter was killed is gone then. */
const EXPIRES_S = 60;
/** Blocking for outcomes. */
const BLOCK_MS = 1_000;
/** Tidying up takes no longer. */
const CLOSE_MS = 2_000;
/** How often a job is begun whose sources are not there, or whose outcome cannot be delivered. */
const JOB_ATTEMPTS = 5;

interface Pending {
  readonly task: Task;
  readonly outcome: Promise<Outcome>;
  settle(outcome: Outcome): void;
  drop(): void;
  /** Heartbeats at which the job was not in the queue, one after another. */
  missed: number;
}

export class RedisCrew implements Crew {
  readonly size = WINDOW;
  readonly #connected: Connected;
  readonly #queue: Queue<TaskJob>;
  readonly #reader: Redis;
  readonly #run = randomUUID();
  readonly #keys = keysOf(this.#run);
  readonly #say: (sentence: string) => void;
  /** Texts of the users' sources, by hash. */
  readonly #sources = new Map<string, string>();
  /** By hash, in the order in which they came. */
  readonly #waiting = new Map<string, Pending>();
  readonly #submitted = new Map<string, Pending>();
  readonly #timer: NodeJS.Timeout;
  readonly #reading: Promise<void>;
  #beating: Promise<void> | null = null;
  #isWarned = false;
  #isClosed = false;

  private constructor(connected: Connected, say: (sentence: string) => void) {
    const { bullmq, client } = connected;
    this.#connected = connected;
    this.#say = say;
    this.#queue = new bullmq.Queue<TaskJob>(QUEUE.name, { connection: client, prefix: QUEUE.prefix });
    this.#queue.on('error', () => {}); // it connects again
    this.#reader = client.duplicate();
    this.#reader.on('error', () => {});
    this.#reading = this.#read();
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  /**
   * Throws UsageError if that is not possible.
   * @param say gets sentences about the connection and the workers
   * @param signal drops everything
   */
  static async at(url: string, say: (sentence: string) => void, signal: AbortSignal): Promise<RedisCrew> {
    const crew = new RedisCrew(await connect(url, say), say);
    await crew.#announce();
    signal.addEventListener('abort', () => crew.#dropAll());
    return crew;
  }

  async perform(task: Task, signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw dropped();
    await this.#publish(task);
    const hash = taskHash(task);
    const pending = this.#waiting.get(hash) ?? this.#submitted.get(hash) ?? this.#enqueue(hash, task);
    const drop = () => {
      void this.#remove(hash);
      pending.drop();
    };
    signal?.addEventListener('abort', drop);
    try {
      return resultOf(await pending.outcome);
    } finally {
      signal?.removeEventListener('abort', drop);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const { client } = this.#connected;
    const ids = [...this.#submitted.keys()];
    this.#dropAll();
    if (this.#beating !== null) await within(CLOSE_MS, this.#beating);
    await within(
      CLOSE_MS,
      // The run's keys first: workers drop what is under way when these are gone.
      client
        .del(this.#keys.sources, this.#keys.outcomes)
        .then(() => Promise.all(ids.map((hash) => this.#remove(hash)))),
    );
    this.#reader.disconnect();
    await this.#reading;
    await within(CLOSE_MS, this.#queue.close());
    client.disconnect();
  }

  #enqueue(hash: string, task: Task): Pending {
    let settle!: Pending['settle'];
    let drop!: Pending['drop'];
    const outcome = new Promise<Outcome>((resolve, reject) => {
      settle = resolve;
      drop = () => reject(dropped());
    });
    outcome.catch(() => {}); // it is heard by whoever has asked
    const pending: Pending = { task, outcome, settle, drop, missed: 0 };
    this.#waiting.set(hash, pending);
    this.#submit();
    return pending;
  }

  /** As many as may be in Redis. */
  #submit(): void {
    const next = [...this.#waiting].slice(0, Math.max(0, WINDOW - this.#submitted.size));
    for (const [hash, pending] of next) {
      this.#waiting.delete(hash);
      this.#submitted.set(hash, pending);
    }
    void this.#add(next);
  }

  /** Adding what is in the queue already does nothing. */
  async #add(tasks: readonly (readonly [hash: string, Pending])[]): Promise<void> {
    if (tasks.length === 0) return;
    const jobs = tasks.map(([hash, { task }]) => ({
      name: task.kind,
      data: { run: this.#run, hash, task },
      opts: {
        jobId: this.#jobId(hash),
        attempts: JOB_ATTEMPTS,
        backoff: { type: 'exponential', delay: 500 },
        removeOnComplete: true,
        removeOnFail: { age: EXPIRES_S },
      },
    }));
    // What fails here is missed at the next heartbeats.
    await this.#queue.addBulk(jobs).catch(() => {});
  }

  #jobId(hash: string): string {
    return `${this.#run}-${hash}`;
  }

  async #remove(hash: string): Promise<void> {
    this.#waiting.delete(hash);
    if (!this.#submitted.delete(hash)) return;
    await this.#queue.remove(this.#jobId(hash)).catch(() => {}); // a worker has it: its outcome is not heard
    if (!this.#isClosed) this.#submit();
  }

  #dropAll(): void {
    for (const pending of [...this.#waiting.values(), ...this.#submitted.values()]) pending.drop();
    this.#waiting.clear();
    if (!this.#isClosed) for (const hash of [...this.#submitted.keys()]) void this.#remove(hash);
  }

  /** The user's sources, where workers find them. */
  async #publish({ program: { user } }: Task): Promise<void> {
    const news = Object.entries(user?.sources ?? {}).filter(([, hash]) => !this.#sources.has(hash));
    if (news.length === 0) return;
    for (const [name, hash] of news) this.#sources.set(hash, await readFile(join(user!.folder, name), 'utf8'));
    await this.#announce();
  }

  /** That the run goes on. */
  async #announce(): Promise<void> {
    const { sources, outcomes } = this.#keys;
    await this.#connected.client
      .multi()
      .hset(sources, RUN_FIELD, this.#run, ...[...this.#sources].flat())
      .expire(sources, EXPIRES_S)
      .xadd(outcomes, '*', 'task', '', 'outcome', '') // workers add only where a stream is
      .expire(outcomes, EXPIRES_S)
      .exec();
  }

  #beat(): void {
    // While Redis is gone, one beat waits for it.
    this.#beating ??= this.#lookAfter()
      .catch(() => {})
      .finally(() => {
        this.#beating = null;
      });
  }

  /** Keeps the run alive, and asks again for what is neither in the queue nor done: Redis may have lost it. */
  async #lookAfter(): Promise<void> {
    const { client, shown } = this.#connected;
    const { sources, outcomes } = this.#keys;
    const alive = [await client.expire(sources, EXPIRES_S), await client.expire(outcomes, EXPIRES_S)];
    if (alive.includes(0)) await this.#announce();
    const again: [string, Pending][] = [];
    for (const [hash, pending] of [...this.#submitted]) {
      const id = this.#jobId(hash);
      const state = await this.#queue.getJobState(id);
      if (!this.#submitted.has(hash)) continue;
      if (state === 'failed') {
        const job = await this.#queue.getJob(id);
        const error = new TaskLostError(pending.task, `after ${JOB_ATTEMPTS} attempts (${job?.failedReason})`);
        this.#settle(hash, { error: { name: error.name, message: error.message, stack: error.stack ?? '' } });
      }
      // An outcome may be on its way: so at the second time.
      pending.missed = state === 'unknown' ? pending.missed + 1 : 0;
      if (pending.missed > 1) again.push([hash, pending]);
    }
    await this.#add(again);
    if (this.#isWarned || this.#submitted.size === 0) return;
    if ((await this.#queue.getWorkersCount()) > 0) return;
    this.#isWarned = true;
    this.#say(`no worker is connected to ${shown}; start some: mazurka worker --redis ${shown}`);
  }

  async #read(): Promise<void> {
    const { outcomes } = this.#keys;
    let last = '0';
    while (!this.#isClosed) {
      try {
        const found = await this.#reader.xread('BLOCK', BLOCK_MS, 'STREAMS', outcomes, last);
        for (const [, entries] of found ?? [])
          for (const [id, [, hash, , json]] of entries) {
            last = id;
            if (hash !== '') this.#settle(hash!, JSON.parse(json!) as Outcome);
          }
        // What has been heard is not kept.
        if (found !== null) await this.#reader.xtrim(outcomes, 'MINID', last);
      } catch {
        if (!this.#isClosed) await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS / 10));
      }
    }
  }

  /** The first outcome counts. */
  #settle(hash: string, outcome: Outcome): void {
    const pending = this.#submitted.get(hash);
    if (pending === undefined) return;
    this.#submitted.delete(hash);
    pending.settle(outcome);
    this.#submit();
  }
}

function dropped(): DOMException {
  return new DOMException('the task was dropped', 'AbortError');
}
