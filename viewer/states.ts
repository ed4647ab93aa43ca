/** What all objects contain before and after each event. */
import { heldBy, type Range } from '../report/held-ranges.js';
import type { Staged } from '../scheduler/standing.js';
import type { Contents } from '../scheduler/trace.js';

/** Before each event and after the last: found backwards, from what is there at the end. */
export function statesOf({ trace, contents }: Staged): readonly Contents[] {
  const states: Contents[] = [contents];
  for (const { changes } of trace.events.toReversed()) {
    const before = Object.fromEntries(changes.map((change) => [change.object, change.before]));
    states.push({ ...states.at(-1)!, ...before });
  }
  return states.reverse();
}

/** From the first page that anybody ever holds to behind the last; null if nobody does. */
export function addressSpaceOf(states: readonly Contents[]): Range | null {
  const bounds = states.flatMap((state) => [...heldBy(state).values()].flat());
  if (bounds.length === 0) return null;
  return bounds.reduce<Range>(([low, high], [start, end]) => [Math.min(low, start), Math.max(high, end)], bounds[0]!);
}
