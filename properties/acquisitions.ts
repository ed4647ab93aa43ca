import { currentContext, type SharedObject } from '../scheduler/object.js';

/**
 * Calls `took` with each lock that is taken in the running execution from now on, and with the thread; a try-lock that
 * fails takes none. To be called while booting. What is modelled as a lock but is none in the kernel (preemption off, a
 * lock of the caller's) is left out: it has words for a name.
 */
export function onAcquisition(took: (lock: SharedObject, thread: number) => void): void {
  const context = currentContext();
  const before = new Map<number, number>();
  const look = () => {
    const { thread } = context;
    const held = context.held[thread] ?? [];
    for (let k = before.get(thread) ?? 0; k < held.length; k++) {
      const lock = context.objects[held[k]!]!;
      if (!lock.name.includes(' ')) took(lock, thread);
    }
    before.set(thread, held.length);
  };
  context.onStep = look;
}

/** True if there is one lock of the class for the whole machine: its name has no index. */
export function isGlobal(lockClass: string): boolean {
  return !lockClass.includes('[]');
}
