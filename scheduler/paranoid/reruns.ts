/** The same schedule run twice, side by side: what threads are told and what objects hold must be the same. */
import { Execution } from '../execution.js';
import { wentAnotherWay } from '../nondeterminism.js';
import type { Path } from '../path.js';
import type { Session } from '../session.js';
import { compareNow, type Mirror, outcomeOf } from '../twins.js';

export const SAME: Mirror = { name: (name) => name, object: (id) => id };

/** Runs both along the first `depth` events of the path. Null if they go alike, else a clause that says how they differ. */
export function compareRuns([one, other]: readonly [Execution, Execution], path: Path, depth: number): string | null {
  for (let k = 0; k < depth; k++) {
    const now = compareNow(one, other, SAME);
    const after = k === 0 ? 'after boot()' : `after ${k} events`;
    if (now !== null) return `${after} ${now.who} ${now.first} in one run and ${now.second} in the next`;
    const [thread, alternative] = [path.thread[k]!, path.alternative[k]!];
    const step = one.threads[thread]?.pending;
    if (step == null || !one.isEnabled(thread)) return null; // both go another way than the path: who calls knows
    const title = `${step} of ${one.threads[thread]!.name}`;
    const [mine, its] = [one, other].map((execution) => outcomeOf(execution, thread, alternative));
    if (mine !== its) return `at event ${k + 1} ${title} gave ${mine} in one run and ${its} in the next`;
  }
  return null;
}

/** Runs the session's execution again, twice. Throws NondeterminismError if any of the three goes another way. */
export function requireSameAgain(session: Session): void {
  const { execution, path, scenario, shared } = session;
  const two = [new Execution(shared), new Execution(shared)] as const;
  const difference = compareRuns(two, path, path.depth);
  if (difference !== null) throw wentAnotherWay(`${scenario.name}: ${difference}`);
  const now = compareNow(execution, two[0], SAME);
  execution.activate();
  if (now !== null)
    throw wentAnotherWay(
      `${scenario.name}: at the end, after ${path.depth} events, ${now.who} ${now.first} when it was explored and ` +
        `${now.second} when it was run again`,
    );
}
