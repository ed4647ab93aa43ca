/** Objects that threads wait at for each other, with what can be done with them, for the commutation self-check. */
import { Barrier } from '../../model/sync/barrier.js';
import { Channel } from '../../model/sync/channel.js';
import { Completion } from '../../model/sync/completion.js';
import { Condition } from '../../model/sync/condition.js';
import { Refcount } from '../../model/sync/refcount.js';
import { RwLock } from '../../model/sync/rw-lock.js';
import { Semaphore } from '../../model/sync/semaphore.js';
import { SpinLock } from '../../model/sync/spin-lock.js';
import { WaitQueue } from '../../model/sync/wait-queue.js';
import type { ObjectOperation, ObjectUnderTest } from '../../scheduler/commutation.js';
import type { Step, Steps } from '../../scheduler/step.js';

export const steps = <O>(all: Record<string, (object: O) => Step<unknown>>): ObjectOperation<O>[] =>
  Object.entries(all).map(([name, step]) => ({ name, step }));
export const plains = <O>(all: Record<string, (object: O) => unknown>): ObjectOperation<O>[] =>
  Object.entries(all).map(([name, plain]) => ({ name, plain }));

/** The first step of a sequence. */
const firstOf = (sequence: Steps<unknown>): Step<unknown> => sequence.next() as unknown as Step<unknown>;

class ConditionWithLock extends Condition {
  readonly lock = new SpinLock('lock');
}

const waitQueueOperations = steps<WaitQueue>({
  prepareToWait: (queue) => queue.prepareToWait(),
  'prepareToWait exclusively': (queue) => queue.prepareToWait(true),
  schedule: (queue) => queue.schedule(),
  finishWait: (queue) => queue.finishWait(),
  wakeUp: (queue) => queue.wakeUp(),
  wakeUpAll: (queue) => queue.wakeUpAll(),
});

const channelOperations = steps<Channel<number>>({
  'send 1': (channel) => channel.send(1),
  'send 2': (channel) => channel.send(2),
  trySend: (channel) => channel.trySend(3),
  receive: (channel) => channel.receive(),
  tryReceive: (channel) => channel.tryReceive(),
  close: (channel) => channel.close(),
});

export const SYNC_OBJECTS = [
  {
    name: 'RwLock',
    make: () => new RwLock('lock'),
    threads: 3,
    operations: steps<RwLock>({
      readLock: (lock) => lock.readLock(),
      readTrylock: (lock) => lock.readTrylock(),
      readUnlock: (lock) => lock.readUnlock(),
      writeLock: (lock) => lock.writeLock(),
      writeTrylock: (lock) => lock.writeTrylock(),
      writeUnlock: (lock) => lock.writeUnlock(),
      upgrade: (lock) => lock.upgrade(),
      downgradeWrite: (lock) => lock.downgradeWrite(),
    }),
  },
  {
    name: 'Semaphore',
    make: () => new Semaphore('semaphore', 1),
    operations: steps<Semaphore>({
      down: (semaphore) => semaphore.down(),
      downTrylock: (semaphore) => semaphore.downTrylock(),
      up: (semaphore) => semaphore.up(),
    }),
  },
  {
    name: 'Refcount',
    make: () => new Refcount('refcount', 2),
    depth: 3,
    operations: steps<Refcount>({
      inc: (refcount) => refcount.inc(),
      incNotZero: (refcount) => refcount.incNotZero(),
      decAndTest: (refcount) => refcount.decAndTest(),
      read: (refcount) => refcount.read(),
    }),
  },
  {
    name: 'Completion',
    make: () => new Completion('completion'),
    operations: steps<Completion>({
      wait: (completion) => completion.wait(),
      tryWait: (completion) => completion.tryWait(),
      complete: (completion) => completion.complete(),
      completeAll: (completion) => completion.completeAll(),
      isDone: (completion) => completion.isDone(),
    }),
  },
  {
    name: 'WaitQueue',
    make: () => new WaitQueue('queue'),
    depth: 3,
    threads: 3,
    operations: waitQueueOperations,
  },
  {
    name: 'Condition',
    make: () => new ConditionWithLock('condition'),
    depth: 3,
    operations: steps<ConditionWithLock>({
      lock: ({ lock }) => lock.lock(),
      unlock: ({ lock }) => lock.unlock(),
      wait: (condition) => firstOf(condition.wait(condition.lock)),
      wake: (condition) => condition.schedule(),
      signal: (condition) => condition.signal(),
      broadcast: (condition) => condition.broadcast(),
    }),
  },
  {
    name: 'Barrier',
    make: () => new Barrier('barrier', 2),
    depth: 4,
    operations: steps<Barrier>({
      arrive: (barrier) => barrier.arrive(),
      arriveAndTellLast: (barrier) => barrier.arriveAndTellLast(),
      waitForOthers: (barrier) => barrier.waitForOthers(),
    }),
  },
  { name: 'Channel', make: () => new Channel<number>('channel', 2), depth: 3, operations: channelOperations },
  { name: 'Channel for one', make: () => new Channel<number>('channel', 1), depth: 3, operations: channelOperations },
] as unknown as readonly ObjectUnderTest[];
