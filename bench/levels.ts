/** Traces by what they cost. */
import type { Scenario } from '../scheduler/scenario.js';
import { Session } from '../scheduler/session.js';
import { BoundedSearch } from '../scheduler/strategies/bounded.js';
import { preemptions } from '../scheduler/strategies/context-bounded.js';
import { delays } from '../scheduler/strategies/delay-bounded.js';

/** How many traces in which no thread waits for ever need at most 0, 1, 2, ... preemptions (delays). */
export function levelsOf(program: Scenario, by: 'preemptions' | 'delays'): number[] {
  const session = new Session(program, { trackData: false });
  const search = new BoundedSearch(session, by === 'delays' ? delays : preemptions);
  const traces: number[] = [];
  let beginning = 0;
  search.explore(() => {
    if (session.beginnings !== beginning) traces.length = 0;
    beginning = session.beginnings;
    if (session.findings.some(({ claim }) => claim === 'deadlock')) return true;
    while (traces.length < search.traces.length) traces.push(0);
    traces[traces.length - 1]!++;
    return true;
  });
  let sum = 0;
  return traces.map((count) => (sum += count));
}
