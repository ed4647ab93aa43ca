/** Threads that threads create, and waiting for their end. */
import { currentContext } from '../../scheduler/object.js';
import { type Operation, Step, type Steps } from '../../scheduler/step.js';

/** A spawned thread, as its parent knows it. */
export interface ThreadHandle {
  /** `<parent>.<name>`. */
  readonly name: string;
  /** Stable index among the execution's threads. */
  readonly index: number;
}

const SPAWN: Operation<ThreadHandle> = {
  name: 'spawn',
  perform(step) {
    const name = step.argument as string;
    return { name, index: currentContext().threads!.spawn(name, step.second as () => Steps<unknown>) };
  },
  describe: (step) => `spawn(${step.argument})`,
};

/** Ends the spawning event: what the parent does next may come after the child's first step. */
const SPAWNED: Operation<void> = { name: 'spawned', fixedFootprint: true, perform() {}, describe: () => 'goes on' };

const JOIN: Operation<void> = {
  name: 'join',
  enabled: (step) => currentContext().threads!.isFinished((step.argument as ThreadHandle).index),
  joins: (step) => (step.argument as ThreadHandle).index,
  waitsFor: (step) => (step.argument as ThreadHandle).index,
  perform() {},
  describe: (step) => `join(${(step.argument as ThreadHandle).name})`,
};

/** Starts a thread; its name becomes `<parent>.<name>`. */
export function* spawn(name: string, body: () => Steps<unknown>): Steps<ThreadHandle> {
  const thread = yield* new Step(SPAWN, null, name, body);
  yield* new Step(SPAWNED, null);
  return thread;
}

/** Waits until the thread has ended. */
export function join(thread: ThreadHandle): Step<void> {
  return new Step(JOIN, null, thread);
}
