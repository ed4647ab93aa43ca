/** Deadlocks: nobody can go on, and somebody should. Says which kind of fault it is, and who waits for what. */
import type { Execution, Thread } from '../execution.js';
import type { Path } from '../path.js';
import { holdsLocks } from './forgotten-unlock.js';

/** The claim that in the end every thread but daemons has ended. */
export const DEADLOCK = 'deadlock';

/**
 * Of several kinds in one deadlock the message begins with the first in this order: what comes later may be its
 * consequence. `lost wakeup`: all that have written what the thread waits on have ended. `never queued`: nobody has
 * written it, and some daemon was never given anything to do. `no wakeup`: any other wait for no thread in particular.
 */
const KINDS = ['cycle', 'self-deadlock', 'forgotten unlock', 'lost wakeup', 'never queued', 'no wakeup'] as const;

type Kind = (typeof KINDS)[number];

/** Why one thread waits. */
interface Wait {
  /** Null if it is only the consequence of another's wait. */
  readonly kind: Kind | null;
  /** Goes on after the step. */
  readonly why: string;
}

/** Threads that should end and have not, and daemons in the midst of work. To be asked where nobody can go on. */
export function stuckThreads(execution: Execution): Thread[] {
  return execution.threads.filter(
    (thread): thread is Thread =>
      thread !== undefined && thread.pending !== null && (!thread.daemon || isAmidWork(execution, thread.index)),
  );
}

/** The thread, which waits, holds a lock and is not at rest: a daemon too should go on from there. */
export function isAmidWork({ context, threads }: Execution, thread: number): boolean {
  const { pending } = threads[thread]!;
  return pending !== null && pending.operation.rests !== true && holdsLocks(context, thread);
}

/** The deadlock in which the execution along this path has ended: its kind, then each thread that waits. */
export function describeDeadlock(execution: Execution, path: Path): string {
  const { threads } = execution;
  const waits = waitsOf(execution);
  const cycle = findCycle(waits);
  const found =
    cycle.length > 0
      ? cycle.map((thread) => ({
          thread: threads[thread]!,
          kind: 'cycle' as const,
          why: ` for ${nameOf(waits[thread]!)}`,
        }))
      : stuckThreads(execution).map((thread) => ({ thread, ...reason(thread) }));
  const kind = KINDS.find((each) => found.some((wait) => wait.kind === each));
  return `${kind}: ${found.map(({ thread, why }) => `${thread.name} waits in ${thread.pending}${why}`).join('; ')}`;

  function nameOf(thread: number): string {
    return threads[thread]!.name;
  }

  function reason(thread: Thread): Wait {
    const holder = threads[waits[thread.index]!];
    if (holder === undefined) return reasonOfWakeup(thread);
    if (holder === thread) return { kind: 'self-deadlock', why: ' for itself' };
    if (holder.pending === null) return { kind: 'forgotten unlock', why: ` for ${holder.name}, which has ended` };
    if (isAtRest(holder)) return { kind: 'forgotten unlock', why: ` for ${holder.name}, which is at rest` };
    return { kind: null, why: ` for ${holder.name}, which waits too` };
  }

  /** A daemon that waits for nobody in particular: it has done all that it was given to do. */
  function isAtRest({ daemon, pending, index }: Thread): boolean {
    return daemon && pending !== null && waits[index]! < 0;
  }

  function reasonOfWakeup({ pending, index }: Thread): Wait {
    const { operation, object } = pending!;
    const objects = operation.waitsOn?.(pending!) ?? (object === null ? [] : [object]);
    const writers = new Set<Thread>();
    for (let k = path.depth - 1; k >= 0; k--)
      if (objects.some(({ id }) => path.footprints.writes(path.footprint[k]!, id)))
        writers.add(threads[path.thread[k]!]!);
    const isItsOwn = writers.delete(threads[index]!);
    const [last] = writers;
    if (last !== undefined) {
      const waiting = [...writers].filter((writer) => writer.pending !== null && !isAtRest(writer));
      if (waiting.length > 0)
        return {
          kind: 'no wakeup',
          why: ` and ${waiting.map(({ name }) => name).join(', ')}, which might end that, too`,
        };
      return { kind: 'lost wakeup', why: ` after ${last.name} wrote to it for the last time` };
    }
    // Who has written it itself has set something going, and something keeps that from being done.
    const idle = isItsOwn
      ? undefined
      : threads.find((each) => each !== undefined && isAtRest(each) && eventsOf(each) <= 1);
    if (idle !== undefined)
      return {
        kind: 'never queued',
        why: `, which nobody else has written; ${idle.name} waits in ${idle.pending} and was never given anything to do`,
      };
    return { kind: 'no wakeup', why: ', which nobody else has written' };
  }

  /** Its `begin` included. */
  function eventsOf({ index }: Thread): number {
    return path.counts[path.depth * path.stride + index]!;
  }
}

/** Do some threads wait for each other in a circle? */
export function waitInCycle(execution: Execution): boolean {
  return findCycle(waitsOf(execution)).length > 0;
}

/** By thread, the one that it waits for, or -1. */
function waitsOf({ threads }: Execution): number[] {
  return threads.map((thread) => {
    const pending = thread?.pending;
    return pending ? (pending.operation.waitsFor?.(pending) ?? -1) : -1;
  });
}

/** Two threads or more, each of which waits for the next, and the last for the first; empty if there are none. */
function findCycle(waits: readonly number[]): number[] {
  for (let start = 0; start < waits.length; start++) {
    const cycle: number[] = [];
    for (let at = start; at >= 0 && !cycle.includes(at); at = waits[at] ?? -1) cycle.push(at);
    if (cycle.length > 1 && waits[cycle.at(-1)!] === start) return cycle;
  }
  return [];
}
