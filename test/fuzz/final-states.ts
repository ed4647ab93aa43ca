/**
 * Search over concrete states, with every release a step of its own: the oracle that trusts no footprint, no conflict
 * table and no canonical form. A state is what the objects hold, what each thread has read, and each thread's next step.
 */
import { Execution } from '../../scheduler/execution.js';
import type { Scenario } from '../../scheduler/scenario.js';
import { Session } from '../../scheduler/session.js';

/** Objects and results at the end of an execution, comparable between any two runs of one scenario. */
export function finalState({ context, threads }: Execution): string {
  const objects = context.objects.flatMap((object) => [[object.name, object.snapshot()]] as const);
  const results = threads.map((thread) => [thread?.name, thread?.pending ? 'waits' : thread?.result]);
  return JSON.stringify([objects.sort(byName), results.sort(byName)]);
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

/**
 * Every final state of the scenario.
 * @param localState what the threads have read so far, from the world
 * @returns null if there are more than `maxStates` states
 */
export function finalStates<W>(
  scenario: Scenario<W>,
  localState: (world: W) => unknown,
  maxStates: number,
): Set<string> | null {
  const session = new Session(scenario, { fuse: false });
  const finals = new Set<string>();
  const seen = new Set<string>();
  const stack: (readonly number[])[] = [[]];
  for (let schedule = stack.pop(); schedule !== undefined; schedule = stack.pop()) {
    const execution = new Execution(session.shared);
    const done: number[] = [];
    for (let k = 0; k < schedule.length; k += 2) {
      execution.perform(schedule[k]!, schedule[k + 1]!);
      done[schedule[k]!] = (done[schedule[k]!] ?? 0) + 1;
    }
    const threads = execution.threads.map((thread, t) => `${done[t] ?? 0}:${thread?.pending}:${thread?.result}`);
    const key = `${finalState(execution)} ${JSON.stringify(localState(execution.booted.world as W))} ${threads.join(' ')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > maxStates) return null;
    let isEnd = true;
    for (let t = 0; t < execution.threads.length; t++) {
      if (!execution.isEnabled(t)) continue;
      isEnd = false;
      for (let a = 0; a < execution.alternatives(t); a++) stack.push([...schedule, t, a]);
    }
    if (isEnd) finals.add(finalState(execution));
  }
  return finals;
}
