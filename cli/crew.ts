/** `--workers`: who performs a command's tasks. */
import { type Crew, OwnThread } from '../crew/crew.js';
import { atLeast } from './check-options.js';
import { isInterrupted, pressed } from './interrupt.js';

export interface CrewOptions {
  /** Threads, from 1 on; 1 by default: the command's own. */
  readonly workers?: number;
}

/** How many tasks are performed at once. Throws UsageError. */
export function workersOf({ workers }: CrewOptions): number {
  return atLeast(1, 'workers', '--workers', workers).workers ?? 1;
}

/** @param workers from 1 on */
export async function crewOf(workers: number): Promise<Crew> {
  if (workers === 1) return new OwnThread(isInterrupted);
  const { Threads } = await import('../crew/threads.js');
  return new Threads(workers, pressed());
}
