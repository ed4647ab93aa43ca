/** Locks that are held at the end, where nobody waits for them. */
import type { Execution } from '../execution.js';
import type { Context } from '../object.js';

/** The claim that who holds a lock releases it before it ends. */
export const FORGOTTEN_UNLOCK = 'forgotten unlock';

/** True if the thread holds a lock. */
export function holdsLocks({ held }: Context, thread: number): boolean {
  return (held[thread]?.length ?? 0) > 0;
}

/** Who holds what; null if nobody holds anything. To be asked at the end of an execution that is no deadlock. */
export function describeHeldLocks({ context, threads }: Execution): string | null {
  const found = threads.flatMap((thread, t) => {
    const held = context.held[t] ?? [];
    if (thread === undefined || held.length === 0) return [];
    const locks = held.map((id) => context.objects[id]!.name).join(', ');
    return [`${thread.name} ${thread.pending === null ? 'has ended' : 'is at rest'} and still holds ${locks}`];
  });
  return found.length === 0 ? null : found.join('; ');
}
