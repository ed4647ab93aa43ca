/** The same schedule run twice, side by side: what threads are told and what objects hold must be the same. */
import { Execution, type Shared } from '../execution.js';
import { wentAnotherWay } from '../nondeterminism.js';
import type { Path } from '../path.js';
import type { Scenario } from '../scenario.js';
import { compareNow, outcomeOf, SAME } from '../twins.js';

/** An execution that stands behind the first `depth` events of the path. */
interface Performed {
  readonly execution: Execution;
  readonly shared: Shared;
  readonly path: Path;
}

/**
 * Runs the first `depth` events again, twice at a time. Null if all go alike, else a clause that says what first differs
 * between the two, or, at the end, between them and the given execution.
 */
export function differenceWhenRunAgain({ execution, shared, path }: Performed, depth: number): string | null {
  const [one, other] = [new Execution(shared), new Execution(shared)];
  for (let k = 0; k <= depth; k++) {
    const now = compareNow(one, other, SAME) ?? (k === depth ? compareNow(execution, one, SAME) : null);
    if (now !== null) {
      const when = k === 0 ? 'after boot()' : `after ${k} ${k === 1 ? 'event' : 'events'}`;
      return `${when} ${now.who} ${now.first} in one run and ${now.second} in the next`;
    }
    if (k === depth) break;
    const [thread, alternative] = [path.thread[k]!, path.alternative[k]!];
    const step = one.threads[thread]?.pending;
    if (step == null || !one.isEnabled(thread)) return `event ${k + 1} cannot happen again`;
    const title = `${step} of ${one.threads[thread]!.name}`;
    const [mine, its] = [one, other].map((run) => outcomeOf(run, thread, alternative));
    if (mine !== its) return `at event ${k + 1} ${title} gave ${mine} in one run and ${its} in the next`;
  }
  execution.activate();
  return null;
}

/** Runs the session's execution again. Throws NondeterminismError if it goes another way. */
export function requireSameAgain(session: Performed & { readonly scenario: Scenario }): void {
  const difference = differenceWhenRunAgain(session, session.path.depth);
  if (difference !== null) throw wentAnotherWay(`${session.scenario.name}: ${difference}`);
}
