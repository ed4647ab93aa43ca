/** Compares the levels of a bounded search with brute force over all interleavings of one program. */
import { Execution } from '../../scheduler/execution.js';
import { Session } from '../../scheduler/session.js';
import { BoundedSearch, type SwitchCost } from '../../scheduler/strategies/bounded.js';
import { preemptions } from '../../scheduler/strategies/context-bounded.js';
import { delays } from '../../scheduler/strategies/delay-bounded.js';
import { DepthFirst } from '../../scheduler/strategies/depth-first.js';
import { traceOf } from './collect.js';
import { type Program, scenarioOf } from './program.js';

const MAX_INTERLEAVINGS = 2_000;

/** By trace: the fewest preemptions and delays of its interleavings. */
type Levels = Map<string, readonly [preemptions: number, delays: number]>;

/** Traces whose level is wrong; null if there are too many interleavings. */
export function wrongLevels(program: Program, costs: readonly SwitchCost[] = [preemptions, delays]): number | null {
  const expected = cheapest(program);
  if (expected === null) return null;
  let wrong = 0;
  for (const [k, cost] of costs.entries()) {
    const session = new Session(scenarioOf(program));
    const search = new BoundedSearch(session, cost);
    const found = new Map<string, number>();
    let beginning = 0;
    search.explore(() => {
      if (session.beginnings !== beginning) found.clear();
      beginning = session.beginnings;
      found.set(traceOf(session), search.traces.length - 1);
      return true;
    });
    wrong += [...expected].filter(([trace, fewest]) => found.get(trace) !== fewest[k]).length;
    wrong += Math.max(0, found.size - expected.size);
  }
  return wrong;
}

function cheapest(program: Program): Levels | null {
  const session = new Session(scenarioOf(program));
  const levels: Levels = new Map();
  let beginning = 0;
  let interleavings = 0;
  const isComplete = new DepthFirst(session).explore(() => {
    if (session.beginnings !== beginning) {
      levels.clear();
      interleavings = 0;
    }
    beginning = session.beginnings;
    const costs = costsOf(session);
    const trace = traceOf(session);
    const before = levels.get(trace) ?? costs;
    levels.set(trace, [Math.min(before[0], costs[0]), Math.min(before[1], costs[1])]);
    return ++interleavings < MAX_INTERLEAVINGS;
  });
  return isComplete ? levels : null;
}

/** Preemptions and delays of the session's execution: runs it again and asks at each event who could go on. */
function costsOf(session: Session): readonly [number, number] {
  const { path } = session;
  const aside = new Execution(session.shared);
  let preempted = 0;
  let delayed = 0;
  for (let k = 0; k < path.depth; k++) {
    const thread = path.thread[k]!;
    const last = k > 0 ? path.thread[k - 1]! : -1;
    if (last >= 0 && thread !== last && aside.isEnabled(last)) preempted++;
    // The round goes on from the thread that ran last.
    for (let turn = Math.max(last, 0); turn !== thread; turn = (turn + 1) % path.stride)
      if (aside.isEnabled(turn)) delayed++;
    aside.perform(thread, path.alternative[k]!);
  }
  session.execution.activate();
  return [preempted, delayed];
}
