/** Random instructions about objects that threads wait at for each other, and their meaning. */
import fc from 'fast-check';
import type { AtomicWord } from '../../model/sync/atomic-word.js';
import { Barrier } from '../../model/sync/barrier.js';
import { Channel } from '../../model/sync/channel.js';
import { Completion } from '../../model/sync/completion.js';
import { Condition } from '../../model/sync/condition.js';
import type { Lock } from '../../model/sync/lock.js';
import { Rcu, RcuFreed } from '../../model/sync/rcu.js';
import { Refcount } from '../../model/sync/refcount.js';
import { Semaphore } from '../../model/sync/semaphore.js';
import { WaitQueue } from '../../model/sync/wait-queue.js';
import type { Steps } from '../../scheduler/step.js';

/** By object, what can be done with it. */
const ACTS = {
  semaphore: ['down', 'down', 'try', 'up', 'up', 'up'],
  refcount: ['inc', 'inc not zero', 'dec', 'dec', 'read'],
  completion: ['wait', 'wait', 'try', 'complete', 'complete', 'complete', 'complete all', 'done'],
  queue: ['sleep', 'sleep exclusively', 'event', 'event exclusively', 'wake up', 'wake up', 'wake up all'],
  condition: ['wait', 'wait while', 'signal', 'locked signal', 'broadcast', 'set and signal', 'set and signal'],
  barrier: ['wait', 'wait', 'tell last'],
  channel: ['send', 'send', 'send', 'try send', 'receive', 'receive', 'try receive', 'close'],
  rcu: ['read', 'read', 'read and load', 'synchronize', 'free', 'free later'],
} as const;

export type SyncObject = keyof typeof ACTS;
export interface SyncInstruction {
  readonly kind: SyncObject;
  readonly act: string;
  readonly value: 0 | 1;
}

export const syncInstruction = (kind: SyncObject): fc.Arbitrary<SyncInstruction> =>
  fc.record({ kind: fc.constant(kind), act: fc.constantFrom(...ACTS[kind]), value: fc.constantFrom<0 | 1>(0, 1) });

/** True if an object may be freed one event earlier than the code says, which shows more uses after it: see Rcu. */
export function freesEarly({ kind, act }: SyncInstruction): boolean {
  return kind === 'rcu' && act.startsWith('free');
}

export function isSync(instruction: { readonly kind: string }): instruction is SyncInstruction {
  return Object.hasOwn(ACTS, instruction.kind);
}

class Freed extends RcuFreed {}

/** Each object is there only if the program uses it. */
export interface SyncObjects {
  readonly semaphore?: Semaphore;
  readonly refcount?: Refcount;
  readonly completion?: Completion;
  readonly queue?: WaitQueue;
  readonly condition?: Condition;
  readonly barrier?: Barrier;
  readonly channel?: Channel<number>;
  readonly rcu?: Rcu;
  readonly freed?: RcuFreed;
}

export function buildSync(used: ReadonlySet<string>, threads: number): SyncObjects {
  return {
    ...(used.has('semaphore') && { semaphore: new Semaphore('semaphore', 1) }),
    ...(used.has('refcount') && { refcount: new Refcount('refcount', 2) }),
    ...(used.has('completion') && { completion: new Completion('completion') }),
    ...(used.has('queue') && { queue: new WaitQueue('queue') }),
    ...(used.has('condition') && { condition: new Condition('condition') }),
    ...(used.has('barrier') && { barrier: new Barrier('barrier', threads) }),
    ...(used.has('channel') && { channel: new Channel<number>('channel', 2) }),
    ...(used.has('rcu') && { rcu: new Rcu(), freed: new Freed('freed') }),
  };
}

interface Around {
  readonly locks: readonly Lock[];
  readonly words: readonly AtomicWord[];
  readonly sync: SyncObjects;
}

type Note = (read: unknown, local: number) => void;

export function* runSync(
  { locks, words, sync }: Around,
  { kind, act, value }: SyncInstruction,
  note: Note,
  read: number,
): Steps {
  const x = words[0]!;
  const lock = locks[0]!;
  switch (`${kind}: ${act}`) {
    case 'semaphore: down':
      yield* sync.semaphore!.down();
      break;
    case 'semaphore: try':
      noteIf(yield* sync.semaphore!.downTrylock(), note);
      break;
    case 'semaphore: up':
      yield* sync.semaphore!.up();
      break;
    case 'refcount: inc':
      yield* sync.refcount!.inc();
      break;
    case 'refcount: inc not zero':
      noteIf(yield* sync.refcount!.incNotZero(), note);
      break;
    case 'refcount: dec':
      noteIf(yield* sync.refcount!.decAndTest(), note);
      break;
    case 'refcount: read': {
      const found = yield* sync.refcount!.read();
      note(found, found);
      break;
    }
    case 'completion: wait':
      yield* sync.completion!.wait();
      break;
    case 'completion: try':
      noteIf(yield* sync.completion!.tryWait(), note);
      break;
    case 'completion: complete':
      yield* sync.completion!.complete();
      break;
    case 'completion: complete all':
      yield* sync.completion!.completeAll();
      break;
    case 'completion: done':
      noteIf(yield* sync.completion!.isDone(), note);
      break;
    case 'queue: sleep':
    case 'queue: sleep exclusively':
      yield* sync.queue!.prepareToWait(act !== 'sleep');
      yield* sync.queue!.schedule();
      break;
    case 'queue: event':
    case 'queue: event exclusively':
      yield* sync.queue!.waitEvent(function* () {
        const found = yield* x.load();
        note(found, read);
        return found > value;
      }, act !== 'event');
      break;
    case 'queue: wake up':
      yield* sync.queue!.wakeUp();
      break;
    case 'queue: wake up all':
      yield* sync.queue!.wakeUpAll();
      break;
    case 'condition: wait':
      yield* lock.lock();
      yield* sync.condition!.wait(lock);
      yield* lock.unlock();
      break;
    case 'condition: wait while':
      yield* lock.lock();
      for (;;) {
        const found = yield* x.load();
        note(found, read); // or the oracle takes a thread that has been round for one that is further on
        if (found > value) break;
        yield* sync.condition!.wait(lock);
      }
      yield* lock.unlock();
      break;
    case 'condition: signal':
      yield* sync.condition!.signal();
      break;
    case 'condition: locked signal':
      yield* lock.lock();
      yield* sync.condition!.signal();
      yield* lock.unlock();
      break;
    case 'condition: set and signal':
      yield* lock.lock();
      yield* x.store(value + 1);
      yield* sync.condition!.signal();
      yield* lock.unlock();
      break;
    case 'condition: broadcast':
      yield* sync.condition!.broadcast();
      break;
    case 'barrier: wait':
      yield* sync.barrier!.wait();
      break;
    case 'barrier: tell last':
      noteIf(yield* sync.barrier!.arriveAndTellLast(), note);
      yield* sync.barrier!.waitForOthers();
      break;
    case 'channel: send':
      yield* sync.channel!.send(value + 1);
      break;
    case 'channel: try send':
      noteIf(yield* sync.channel!.trySend(value + 1), note);
      break;
    case 'channel: receive':
    case 'channel: try receive': {
      const found = yield* act === 'receive' ? sync.channel!.receive() : sync.channel!.tryReceive();
      note(found, found ?? 0);
      break;
    }
    case 'channel: close':
      yield* sync.channel!.close();
      break;
    case 'rcu: read':
    case 'rcu: read and load':
      yield* sync.rcu!.readLock();
      sync.freed!.use();
      if (act !== 'read') {
        const found = yield* x.load();
        note(found, found);
      }
      yield* sync.rcu!.readUnlock();
      break;
    case 'rcu: synchronize':
      yield* sync.rcu!.synchronize();
      break;
    case 'rcu: free':
      yield* sync.rcu!.kfree(sync.freed!);
      break;
    case 'rcu: free later':
      yield* sync.rcu!.kfreeRcu(sync.freed!);
      break;
    default:
      throw new Error(`${kind}: ${act} has no meaning`);
  }
}

function noteIf(found: boolean, note: Note): void {
  note(found, found ? 1 : 0);
}
